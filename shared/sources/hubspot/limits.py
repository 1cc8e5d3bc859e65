"""The two limits that all workers share: the burst, and the search's own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from shared.sources.web.budget import Budget
from shared.sources.web.reply import Reply

_PREFIX = "x-hubspot-ratelimit"
_FEW = 20  # the last twentieth of a burst is left to others
_BREATH = 1.0  # seconds


class Burst(Budget, Protocol):
    """The budget of all requests but searches."""

    def resize(self, limit: int) -> None:
        """Go on with the limit that the portal tells."""

    def close(self, until: datetime) -> None:
        """Let nobody send before a moment."""


class Unlimited:
    """No limit of our own, for one process that heeds the portal's answers alone."""

    def acquire(self) -> None:
        return

    def resize(self, _limit: int) -> None:
        return

    def close(self, _until: datetime) -> None:
        return


class Limits:
    """Learns from what the portal tells, and closes for the day when it is spent."""

    def __init__(
        self,
        burst: Burst,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._burst = burst
        self._clock = clock
        self._sleep = sleep
        self._known = 0
        self.zone = ZoneInfo("UTC")  # until the portal tells its own

    def observe(self, reply: Reply) -> None:
        """Take over the burst's size; breathe where others have nearly spent it."""
        most = _number(reply, "max")
        if not most:
            return
        if most != self._known:
            self._burst.resize(most)
            self._known = most
        left = reply.headers.get(f"{_PREFIX}-remaining", "")
        if left.isdecimal() and int(left) < most // _FEW:
            self._sleep(_BREATH)

    def close_for_today(self) -> float:
        """Let nobody send before the portal's midnight; give the seconds until then."""
        now = self._clock()
        tomorrow = now.astimezone(self.zone).date() + timedelta(days=1)
        midnight = datetime.combine(tomorrow, datetime.min.time(), self.zone)
        self._burst.close(midnight)
        return (midnight - now).total_seconds()


def _number(reply: Reply, name: str) -> int:
    text = reply.headers.get(f"{_PREFIX}-{name}", "")
    return int(text) if text.isdecimal() else 0
