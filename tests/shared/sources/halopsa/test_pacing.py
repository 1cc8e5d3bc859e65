import pytest

from shared.domain.errors import SourceRejected, SourceUnavailable
from shared.sources.halopsa.errors import Throttled
from shared.sources.halopsa.pacing import Pacing


def persisted(*results, jitter=lambda: 0.0):
    """Let attempts give these results; return what came of it, and the waits."""
    waits: list[float] = []
    left = list(results)
    pacing = Pacing(waits.append, jitter)
    try:
        return pacing.persist(lambda: left.pop(0)), waits
    except SourceUnavailable as error:
        return error, waits


def throttled(seconds=None):
    return Throttled("slow down", retry_after=seconds)


def failed(seconds=None):
    return SourceUnavailable("broken", retry_after=seconds)


def test_a_result_is_given_at_once():
    assert persisted("rows") == ("rows", [])


def test_a_limit_without_a_hint_is_waited_for_twice_as_long_each_time():
    results = [throttled() for _ in range(4)]

    assert persisted(*results, "rows") == ("rows", [5, 10, 20, 40])


def test_a_limit_that_stays_is_left_to_a_later_turn():
    error, waits = persisted(*[throttled() for _ in range(5)])

    assert (error.retry_after, waits) == (60, [5, 10, 20, 40])


def test_a_failure_that_stays_is_left_to_a_later_turn_sooner():
    error, waits = persisted(*[failed() for _ in range(3)])

    assert (str(error), error.retry_after, waits) == ("broken", 60, [1, 3])


@pytest.mark.parametrize("seconds", [0, 7, 60])
def test_a_hint_is_followed(seconds):
    assert persisted(throttled(seconds), "rows") == ("rows", [seconds])


def test_a_hint_of_zero_does_not_make_a_storm():
    error, waits = persisted(*[throttled(0) for _ in range(5)])

    assert (error.retry_after, waits) == (60, [0, 0, 0, 0])


@pytest.mark.parametrize(("asked", "told"), [(61, 61), (900, 900), (86400, 3600)])
def test_a_long_wait_is_not_slept_but_told_up_to_an_hour(asked, told):
    error, waits = persisted(throttled(asked))

    assert (error.retry_after, waits) == (told, [])


def test_short_waits_do_not_add_up_to_minutes():
    error, waits = persisted(throttled(50), throttled(50), throttled(50))

    assert (error.retry_after, waits) == (50, [50, 50])


def test_jitter_is_added_to_a_wait():
    assert persisted(failed(), "rows", jitter=lambda: 0.25) == ("rows", [1.25])


def test_what_waiting_does_not_cure_is_raised_at_once():
    def attempt():
        raise SourceRejected("no")

    with pytest.raises(SourceRejected):
        Pacing(lambda _seconds: None).persist(attempt)
