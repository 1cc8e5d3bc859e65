from datetime import timedelta

import pytest

from shared.domain.errors import SourceUnavailable
from shared.sources.halopsa.budget import WindowBudget

from .sandbox_transport import SteppedClock
from .vendor import NOW


def a_budget(limit, patience=45.0):
    clock = SteppedClock(NOW)
    budget = WindowBudget(limit, clock=clock, sleep=clock.sleep, patience=patience)
    return budget, clock


def test_requests_within_the_limit_do_not_wait():
    budget, clock = a_budget(3)

    for _ in range(3):
        budget.acquire()

    assert clock.sleeps == []


def test_a_request_waits_until_the_oldest_is_five_minutes_ago():
    budget, clock = a_budget(2)
    budget.acquire()
    clock.now += timedelta(seconds=280)
    budget.acquire()

    budget.acquire()

    assert clock.sleeps == [20]


def test_a_long_wait_is_told_to_the_worker():
    budget, clock = a_budget(1)
    budget.acquire()
    clock.now += timedelta(seconds=100)

    with pytest.raises(SourceUnavailable, match="1 requests in 5 minutes") as caught:
        budget.acquire()

    assert (caught.value.retry_after, clock.sleeps) == (200, [])


def test_no_limit_means_no_waiting():
    budget, clock = a_budget(0)

    for _ in range(10_000):
        budget.acquire()

    assert clock.sleeps == []
