"""What may hold a request back before it is sent."""

from typing import Protocol


class Budget(Protocol):
    """Whoever wants to send a request asks here first."""

    def acquire(self) -> None:
        """Take one request, waiting for it if need be.

        Raises SourceUnavailable with `retry_after` (seconds) when the wait would be
        so long that the worker had better give its turn to others.
        """
