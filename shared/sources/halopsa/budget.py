"""The request budget: how many requests a rolling five minutes may hold."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from shared.domain.errors import SourceUnavailable

WINDOW = timedelta(minutes=5)


class WindowBudget:
    """A budget for one process; workers that share a tenant need the stored one.

    `limit` is per rolling five minutes, 0 means unlimited; `patience` is in seconds.
    """

    def __init__(
        self,
        limit: int,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        patience: float = 45.0,
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._sleep = sleep
        self._patience = patience
        self._taken: deque[datetime] = deque()
        self._lock = Lock()

    def acquire(self) -> None:
        waited = 0.0
        while wait := self._wait():
            if waited + wait > self._patience:
                message = f"halopsa: {self._limit} requests in 5 minutes are spent"
                raise SourceUnavailable(message, retry_after=wait)
            self._sleep(wait)
            waited += wait

    def _wait(self) -> float:
        """Take a request and give 0, or give the seconds until one is free."""
        if not self._limit:
            return 0.0
        with self._lock:
            now = self._clock()
            while self._taken and self._taken[0] <= now - WINDOW:
                self._taken.popleft()
            if len(self._taken) < self._limit:
                self._taken.append(now)
                return 0.0
            return (self._taken[0] + WINDOW - now).total_seconds()
