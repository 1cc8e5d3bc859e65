"""HaloPSA's rolling five-minute limit."""

from collections import deque
from datetime import datetime, timedelta
from http import HTTPStatus

from sandbox.halopsa.messages import Response, text

WINDOW = timedelta(minutes=5)


class Limiter:
    """Lets `allowed` requests through in any five minutes; 0 is no limit."""

    def __init__(self, allowed: int, retry_after: int | None) -> None:
        self._allowed = allowed
        self._retry_after = retry_after
        self._seen: deque[datetime] = deque()

    def refuse(self, now: datetime) -> Response | None:
        """Return the 429 when the window is full, else count the request."""
        if not self._allowed:
            return None
        while self._seen and self._seen[0] <= now - WINDOW:
            self._seen.popleft()
        if len(self._seen) >= self._allowed:
            return rate_limited(self._allowed, self._retry_after)
        self._seen.append(now)
        return None


def rate_limited(allowed: int, retry_after: int | None) -> Response:
    """Return HaloPSA's 429: a text, with or without Retry-After."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    message = f"Rate Limit Reached - {allowed} Requests per rolling 5 minute window"
    return text(HTTPStatus.TOO_MANY_REQUESTS, message, headers)
