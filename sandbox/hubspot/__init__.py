"""The HubSpot stand-in: `HubSpot.handle` answers one request."""

from sandbox.hubspot.app import HubSpot
from sandbox.hubspot.options import Options

__all__ = ["HubSpot", "Options"]
