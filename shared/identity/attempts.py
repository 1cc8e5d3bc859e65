"""Bad tokens by sender: when to tell the log, and when to answer no more."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

WINDOW = timedelta(minutes=15)
LOCKOUT = 10
REFUSED = 200
MOST_KEYS = 1000


class Verdict(NamedTuple):
    """What a bad token leads to: keys to tell the log of, once, and a refusal."""

    locked_out: tuple[str, ...]
    refused: bool


class Attempts:
    """Counts bad tokens of this process by key: an address, a person, a request.

    Good tokens are neither counted nor refused, so that nobody can lock another out.
    Of more than `MOST_KEYS` those that failed longest ago are forgotten.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = Lock()

    def record_bad(self, keys: Iterable[str]) -> Verdict:
        """Count a bad token under each of its keys, within the last 15 minutes."""
        now = self._clock()
        with self._lock:
            failures = {key: self._of(key) for key in keys}
            for one in failures.values():
                one.add(now)
            while len(self._failures) > MOST_KEYS:
                self._failures.popitem(last=False)
            return Verdict(
                tuple(key for key, one in failures.items() if one.newly_locked_out()),
                any(one.count >= REFUSED for one in failures.values()),
            )

    def _of(self, key: str) -> "_Failures":
        failures = self._failures.setdefault(key, _Failures())
        self._failures.move_to_end(key)
        return failures


class _Failures:
    """When one key failed: the latest times, and whether the log was told."""

    def __init__(self) -> None:
        self._at: deque[datetime] = deque(maxlen=REFUSED)
        self._told = False

    @property
    def count(self) -> int:
        return len(self._at)

    def add(self, now: datetime) -> None:
        while self._at and now - self._at[0] >= WINDOW:
            self._at.popleft()
        if not self._at:  # a quiet window has passed: it is news again
            self._told = False
        self._at.append(now)

    def newly_locked_out(self) -> bool:
        is_news = self.count >= LOCKOUT and not self._told
        self._told = self._told or is_news
        return is_news
