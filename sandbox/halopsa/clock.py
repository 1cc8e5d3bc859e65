"""A clock that a simulation can set."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sandbox.rows import stamp


class Clock:
    """Follows its source until it is set; then it stands still until moved."""

    def __init__(self, source: Callable[[], datetime]) -> None:
        self._source = source
        self._fixed: datetime | None = None

    def now(self) -> datetime:
        return self._fixed or self._source()

    def stamp(self) -> str:
        return stamp(self.now())

    def set(self, at: datetime) -> None:
        self._fixed = at

    def advance(self, seconds: float) -> None:
        self._fixed = self.now() + timedelta(seconds=seconds)

    def release(self) -> None:
        self._fixed = None
