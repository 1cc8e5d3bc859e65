"""The request budget that all workers share: one row, taken from in small blocks."""

import json
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from shared.domain.errors import Conflict, SourceUnavailable
from shared.storage.gateway import Row, Tables, Value

TABLE = "budgets"
ROW_KEY = "requests"

WINDOW_SECONDS = 300.0
# Ten slots make the window; the current one, which has only begun, is one more. With
# these eleven no stretch of time as long as the window can hold more than the limit.
SLOTS = 11
_BLOCKS = 20
_TRIES = 20


class RequestBudget:
    """Lets at most `limit` units go in any `window` seconds; 0 means unlimited.

    A unit is a request where a source counts those. A twentieth of the limit is
    reserved at a time, so that 500 requests cost 20 reads
    and writes. What a worker has reserved and not used goes back when it next asks in
    a later slot; what a dead worker held comes back when the window has passed it.
    `patience` is the longest wait in seconds before the worker is told to yield.
    """

    def __init__(  # noqa: PLR0913 - the row, the rule, and the time to keep it by
        self,
        tables: Tables,
        *,
        source: str,
        limit: int,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        patience: float = 45.0,
        window: float = WINDOW_SECONDS,
    ) -> None:
        self._tables = tables
        self._source = source
        self._limit = limit
        self._slot_ms = round(window * 1000) // (SLOTS - 1)
        self._window = window
        self._clock = clock
        self._sleep = sleep
        self._patience = patience
        self._lock = Lock()
        self._slot = 0
        self._left = 0

    def acquire(self, units: int = 1) -> None:
        """Take units, waiting for them if need be.

        Raises SourceUnavailable with `retry_after` (seconds) when that would be long.
        """
        waited = 0.0
        while wait := self._take(units):
            if waited + wait > self._patience:
                message = (
                    f"{self._source}: {self._limit} in {self._window:g} s are spent"
                )
                raise SourceUnavailable(message, retry_after=wait)
            self._sleep(wait)
            waited += wait

    def resize(self, limit: int) -> None:
        """Go on with the limit that the source itself tells."""
        self._limit = limit

    def close(self, until: datetime) -> None:
        """Let nobody reserve before a moment: the source's day is spent."""
        with self._lock:
            self._left = 0
            for _ in range(_TRIES):
                row = self._tables.get(TABLE, self._source, ROW_KEY)
                slots = str(row.values["slots"]) if row else "{}"
                closed = {"slots": slots, "closed_until": until.isoformat()}
                if self._written(row, {**closed}):
                    return

    def _take(self, units: int) -> float:
        """Take units and give 0, or give the seconds until some may be free."""
        if not self._limit:
            return 0.0
        with self._lock:
            now = self._clock().timestamp()
            slot = round(now * 1000) // self._slot_ms
            if not (self._left >= units and self._slot == slot):
                wait = self._reserve(slot, now, units)
                if wait:
                    return wait
            self._left -= units
            return 0.0

    def _reserve(self, slot: int, now: float, units: int) -> float:
        """Reserve a block in the current slot; 0, or the seconds until it may be."""
        for _ in range(_TRIES):
            row = self._tables.get(TABLE, self._source, ROW_KEY)
            if closed := _closed_seconds(row, now):
                return closed
            counts = self._counts(row, slot)
            free = self._limit - sum(counts.values())
            if free < units:
                opens = (min(counts) + SLOTS) * self._slot_ms / 1000
                return max(0.001, opens - now)
            block = min(free, max(units, self._limit // _BLOCKS))
            counts[slot] = counts.get(slot, 0) + block
            if self._written(row, {"slots": _text(counts)}):
                self._slot, self._left = slot, block
                return 0.0
        message = f"{self._source}: too many workers at the request budget"
        raise SourceUnavailable(message, retry_after=1.0)

    def _counts(self, row: Row | None, slot: int) -> dict[int, int]:
        """Give the requests by slot, less what we reserved earlier and did not use."""
        stored = json.loads(str(row.values["slots"])) if row else {}
        counts = {int(number): int(count) for number, count in stored.items()}
        if self._left and self._slot in counts:
            counts[self._slot] -= self._left
        return {
            n: count for n, count in counts.items() if n > slot - SLOTS and count > 0
        }

    def _written(self, row: Row | None, values: dict[str, Value]) -> bool:
        fresh = Row(self._source, ROW_KEY, values, row.etag if row else "")
        try:
            if row:
                self._tables.replace(TABLE, fresh)
            else:
                self._tables.insert(TABLE, [fresh])
        except Conflict:
            return False
        return True


def _closed_seconds(row: Row | None, now: float) -> float:
    """Give the seconds until the source opens again, 0 when it is open."""
    until = str(row.values.get("closed_until", "")) if row else ""
    return max(0.0, datetime.fromisoformat(until).timestamp() - now) if until else 0.0


def _text(counts: dict[int, int]) -> str:
    return json.dumps({str(number): counts[number] for number in sorted(counts)})
