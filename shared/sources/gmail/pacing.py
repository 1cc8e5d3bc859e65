"""How long to wait before asking again, and when to leave it to a later turn."""

import itertools
from collections.abc import Callable
from typing import TypeVar

from shared.domain.errors import OutcomeUnknown, SourceUnavailable

T = TypeVar("T")

# https://developers.google.com/workspace/gmail/api/guides/handle-errors
LONGEST_WAIT = 32.0
TRIES = 6


class Pacing:
    """Repeats what waiting may cure: after 1, 2, 4 … seconds, each with some jitter.

    `sleep` and `jitter` (0 to 1) are in seconds; given, so that tests do not wait.
    """

    def __init__(
        self, sleep: Callable[[float], None], jitter: Callable[[], float]
    ) -> None:
        self._sleep = sleep
        self._jitter = jitter

    def persist(self, attempt: Callable[[], T]) -> T:
        """Call until there is a result, or it is time to give the turn to others.

        The last failure is raised with `retry_after` for whoever plans the next turn.
        A write whose outcome is unknown is never repeated here.
        """
        for turn in itertools.count():
            try:
                return attempt()
            except OutcomeUnknown:
                raise
            except SourceUnavailable as failure:
                wait = min(2.0**turn + self._jitter(), LONGEST_WAIT)
                wait = max(wait, failure.retry_after or 0.0)
                if turn + 1 == TRIES or wait > LONGEST_WAIT:
                    failure.retry_after = wait
                    raise
                self._sleep(wait)
        raise AssertionError  # pragma: no cover - the count has no end
