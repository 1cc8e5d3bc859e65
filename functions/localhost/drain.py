"""Process queue messages, and those they give rise to, until the queues are empty."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from functions.localhost.invocation import Invocation
from functions.localhost.queues import QueueListener

_POLL_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class DrainReport:
    """What a drain did; the counters are keyed by function, `remaining` by queue."""

    seconds: float
    succeeded: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    poisoned: Counter[str] = field(default_factory=Counter)
    remaining: Counter[str] = field(default_factory=Counter)

    @property
    def emptied(self) -> bool:
        """True when no message is left, visible or not."""
        return not self.remaining.total()

    @property
    def processed(self) -> int:
        """The number of invocations, failed ones included."""
        return self.succeeded.total() + self.failed.total()


class Drain:
    """Polls all queues in turn in the caller's thread, which also hears of messages."""

    def __init__(
        self,
        listeners: Sequence[QueueListener],
        done: SimpleQueue[Invocation],
        on_message: Callable[[Invocation], object],
    ) -> None:
        self._listeners = listeners
        self._done = done
        self._on_message = on_message
        self._counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}

    def run(self, max_seconds: float) -> DrainReport:
        """Drain; at the deadline nothing new is fetched, what runs may finish."""
        started = time.monotonic()
        try:
            self._work(started + max_seconds)
        except BaseException:
            for listener in self._listeners:
                listener.abandon()
            raise
        return self._report(time.monotonic() - started)

    def _work(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            fetched = sum(listener.fetch() for listener in self._listeners)
            self._hear(0 if fetched else _POLL_SECONDS)
            if not fetched and self._empty():
                break
        for listener in self._listeners:
            listener.close()
            listener.in_hand()
        self._hear(0)

    def _empty(self) -> bool:
        # A function that ends between two looks may have sent a message, so the
        # counts are believed only if nothing was in hand before they were read.
        if any(listener.in_hand() for listener in self._listeners):
            return False
        return not any(listener.mailbox.count() for listener in self._listeners)

    def _hear(self, seconds: float) -> None:
        try:
            self._tell(self._done.get(timeout=seconds) if seconds else None)
            while True:
                self._tell(self._done.get_nowait())
        except Empty:
            return

    def _tell(self, invocation: Invocation | None) -> None:
        if invocation is not None:
            self._counts[invocation.succeeded][invocation.function] += 1
            self._on_message(invocation)

    def _report(self, seconds: float) -> DrainReport:
        return DrainReport(
            seconds=seconds,
            succeeded=self._counts[True],
            failed=self._counts[False],
            poisoned=Counter(
                {one.function.name: one.poisoned for one in self._listeners}
            ),
            remaining=Counter(
                {one.mailbox.name: one.mailbox.count() for one in self._listeners}
            ),
        )
