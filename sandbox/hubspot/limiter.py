"""HubSpot's three limits: a burst, a day of the portal, and the search's own."""

from collections import deque
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.hubspot.options import Options
from sandbox.hubspot.refusals import rate_limited, search_limited

_BURST = timedelta(seconds=10)
_SECOND = timedelta(seconds=1)


class Limiter:
    """Counts requests and refuses those over a limit."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._zone = ZoneInfo(options.time_zone)
        self._burst: deque[datetime] = deque()
        self._searches: deque[datetime] = deque()
        self._day = ""
        self._today = 0

    def admit(self, now: datetime, *, search: bool) -> dict[str, str]:
        """Count a request and return its headers; raises Refused over a limit."""
        options = self._options
        self._count_day(now)
        if options.daily and self._today > options.daily:
            raise rate_limited("DAILY", options.retry_after)
        if search:
            if options.searches and _full(
                self._searches, now, _SECOND, options.searches
            ):
                raise search_limited(options.retry_after)
            return {}
        if options.burst and _full(self._burst, now, _BURST, options.burst):
            raise rate_limited("TEN_SECONDLY_ROLLING", options.retry_after)
        return self._headers()

    def _count_day(self, now: datetime) -> None:
        day = now.astimezone(self._zone).date().isoformat()
        self._today = self._today + 1 if day == self._day else 1
        self._day = day

    def _headers(self) -> dict[str, str]:
        options, prefix = self._options, "X-HubSpot-RateLimit"
        burst = options.burst or 190
        left = burst - (len(self._burst) if options.burst else 1)
        daily = options.daily or 1_000_000
        return {
            f"{prefix}-Max": str(burst),
            f"{prefix}-Remaining": str(left),
            f"{prefix}-Interval-Milliseconds": "10000",
            f"{prefix}-Daily": str(daily),
            f"{prefix}-Daily-Remaining": str(max(0, daily - self._today)),
        }


def _full(seen: deque[datetime], now: datetime, window: timedelta, most: int) -> bool:
    while seen and seen[0] <= now - window:
        seen.popleft()
    if len(seen) >= most:
        return True
    seen.append(now)
    return False
