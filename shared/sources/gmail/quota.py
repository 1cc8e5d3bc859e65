"""What each call costs, in Gmail's quota units of 2026."""

from typing import Protocol

# https://developers.google.com/workspace/gmail/api/reference/quota
UNITS = {
    "profile": 1,
    "watch": 100,
    "stop": 50,
    "history": 2,
    "messages.list": 5,
    "messages.get": 20,
    "messages.send": 100,
    "drafts.create": 10,
    "drafts.list": 5,
}


class Quota(Protocol):
    """Whoever wants to call asks here first."""

    def acquire(self, units: int = 1) -> None:
        """Take units, waiting for them if need be.

        Raises SourceUnavailable with `retry_after` (seconds) when that would be long.
        """


class Unmetered:
    """Calls that cost no units: sign-in and keys."""

    def acquire(self) -> None:
        """Let it go."""
