"""Quota units of 2026, by method, in a rolling minute."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from http import HTTPStatus

from sandbox.gmail.refusals import Refused, error
from sandbox.halopsa.messages import Response

WINDOW = timedelta(minutes=1)
UNITS = {
    "profile": 1,
    "watch": 100,
    "stop": 50,
    "history": 2,
    "messages.list": 5,
    "messages.get": 20,
    "messages.send": 100,
    "drafts.create": 10,
    "drafts.get": 5,
    "drafts.list": 5,
    "drafts.delete": 10,
    "drafts.send": 100,
}


class Quota:
    """Charges units; `exceeded` counts the refused, `total` all units charged."""

    def __init__(self, allowed: int, *, together: bool) -> None:
        self._allowed = allowed
        self._together = together
        self._spent: defaultdict[str, deque[tuple[datetime, int]]]
        self._spent = defaultdict(deque)
        self.exceeded = 0
        self.total = 0
        self.peak = 0

    def charge(self, user: str, method: str, now: datetime) -> None:
        """Charge a call; refused when the minute is full."""
        spent = self._spent["" if self._together else user]
        while spent and spent[0][0] <= now - WINDOW:
            spent.popleft()
        total = sum(units for _, units in spent) + UNITS[method]
        if total > self._allowed:
            self.exceeded += 1
            raise Refused(self._refusal())
        spent.append((now, UNITS[method]))
        self.total += UNITS[method]
        self.peak = max(self.peak, total)

    def _refusal(self) -> Response:
        """Alternate between the ways in which Gmail says it."""
        message = "Quota exceeded for quota metric 'Queries'."
        if self.exceeded % 2:
            status, reason = HTTPStatus.FORBIDDEN, "userRateLimitExceeded"
        else:
            status, reason = HTTPStatus.TOO_MANY_REQUESTS, "rateLimitExceeded"
        return error(status, reason, message)
