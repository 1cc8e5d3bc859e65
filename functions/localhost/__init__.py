"""A local stand-in for the Azure Functions host: HTTP, timers, storage queues.

For development and tests only; nothing in here is imported by function_app.
"""

from functions.localhost.drain import DrainReport
from functions.localhost.host import LocalHost
from functions.localhost.invocation import Invocation
from functions.localhost.problems import FunctionFailed, HostError

__all__ = ["DrainReport", "FunctionFailed", "HostError", "Invocation", "LocalHost"]
