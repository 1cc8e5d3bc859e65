"""A queue and a clock that a benchmark works by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """The real time, moved ahead."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def sleep(self, seconds: float) -> None:
        """Let time pass without waiting."""
        self.ahead += timedelta(seconds=max(0.0, seconds))


@dataclass
class Outbox:
    """Keeps messages so that they can be worked at once; delays pass by the clock."""

    clock: Clock
    waiting: list[tuple[datetime, str, str]] = field(default_factory=list)

    def send(self, queue: str, body: str, *, delay_seconds: int = 0) -> None:
        """Keep a message until its time has come."""
        due = self.clock() + timedelta(seconds=delay_seconds)
        self.waiting.append((due, queue, body))

    def taken(self, queue: str) -> Iterator[str]:
        """Give the bodies of a queue, those that come meanwhile too."""
        while mine := [one for one in self.waiting if one[1] == queue]:
            first = min(mine)
            self.waiting.remove(first)
            self.clock.sleep((first[0] - self.clock()).total_seconds())
            yield first[2]
