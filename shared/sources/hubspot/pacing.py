"""How long to wait before asking again, and when to leave it to a later turn."""

import itertools
from collections.abc import Callable, Mapping
from typing import TypeVar

from shared.domain.errors import SourceUnavailable
from shared.sources.hubspot.errors import HeldBack, Policy

T = TypeVar("T")

# By the vendor's own client: seconds for the search, tens of them for the burst.
_HELD: Mapping[Policy, tuple[float, ...]] = {
    Policy.SECONDLY: (1.0, 2.0, 3.0, 5.0, 8.0),
    Policy.TEN_SECONDLY: (10.0, 20.0, 20.0),
    Policy.LOCKED: (2.0, 5.0, 10.0),
    Policy.DAILY: (),
}
_FAILED = (0.5, 2.0, 5.0)
_LONGEST = 60.0
_LATER = 60.0


class Pacing:
    """Repeats what waiting may cure, a bounded number of times."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep

    def persist(self, attempt: Callable[[], T | SourceUnavailable]) -> T:
        """Call until there is a result.

        An attempt returns the failure that waiting may cure, and raises any other.
        The last failure is raised, with `retry_after` for whoever plans the next turn.
        """
        for turn in itertools.count():
            result = attempt()
            if not isinstance(result, SourceUnavailable):
                return result
            self._rest(result, turn)
        raise AssertionError  # pragma: no cover - the count has no end

    def _rest(self, failure: SourceUnavailable, turn: int) -> None:
        waits = _HELD[failure.policy] if isinstance(failure, HeldBack) else _FAILED
        if turn >= len(waits):
            failure.retry_after = failure.retry_after or _LATER
            raise failure
        wait = max(waits[turn], failure.retry_after or 0.0)
        if wait > _LONGEST:
            raise failure
        self._sleep(wait)
