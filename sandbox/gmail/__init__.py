"""The Gmail and Pub/Sub stand-in: `Gmail.handle` answers one request."""

from sandbox.gmail.app import Gmail
from sandbox.gmail.faults import Fault
from sandbox.gmail.letters import Letter
from sandbox.gmail.options import Options

__all__ = ["Fault", "Gmail", "Letter", "Options"]
