"""How long to wait before asking again, and when to leave it to a later turn."""

import itertools
from collections.abc import Callable
from typing import TypeVar

from shared.domain.errors import SourceUnavailable
from shared.sources.halopsa.errors import Throttled

T = TypeVar("T")

# Waiting 5 s ten times was too short for HaloPSA's limiter, so the waits double.
THROTTLED_SECONDS = (5.0, 10.0, 20.0, 40.0)
FAILED_SECONDS = (1.0, 3.0)
LONGEST_WAIT = 60.0
LONGEST_TOTAL = 120.0
LONGEST_RETRY_AFTER = 3600.0


def no_jitter() -> float:
    """Give no extra seconds: waits are then the same every time."""
    return 0.0


class Pacing:
    """Repeats what waiting may cure, a bounded number of times.

    `sleep` and `jitter` are in seconds; both are given, so that tests do not wait.
    """

    def __init__(
        self, sleep: Callable[[float], None], jitter: Callable[[], float] = no_jitter
    ) -> None:
        self._sleep = sleep
        self._jitter = jitter

    def persist(self, attempt: Callable[[], T | SourceUnavailable]) -> T:
        """Call until there is a result.

        An attempt returns the failure that waiting may cure, and raises any other.
        The last failure is raised, with `retry_after` for whoever plans the next turn.
        """
        waited = 0.0
        for turn in itertools.count():
            result = attempt()
            if not isinstance(result, SourceUnavailable):
                return result
            waited += self._rest(result, turn, waited)
        raise AssertionError  # pragma: no cover - the count has no end

    def _rest(self, failure: SourceUnavailable, turn: int, waited: float) -> float:
        waits = THROTTLED_SECONDS if isinstance(failure, Throttled) else FAILED_SECONDS
        scheduled = waits[turn] if turn < len(waits) else LONGEST_WAIT
        asked = failure.retry_after
        wait = (scheduled if asked is None else asked) + self._jitter()
        too_long = wait > LONGEST_WAIT or waited + wait > LONGEST_TOTAL
        if turn >= len(waits) or too_long:
            failure.retry_after = min(max(scheduled, wait), LONGEST_RETRY_AFTER)
            raise failure
        self._sleep(wait)
        return wait
