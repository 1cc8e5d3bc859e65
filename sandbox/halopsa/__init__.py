"""The HaloPSA stand-in: `HaloPsa.handle` answers one request."""

from sandbox.halopsa.app import HaloPsa
from sandbox.halopsa.connection import ConnectionDropped
from sandbox.halopsa.messages import Request, Response
from sandbox.halopsa.options import Options

__all__ = ["ConnectionDropped", "HaloPsa", "Options", "Request", "Response"]
