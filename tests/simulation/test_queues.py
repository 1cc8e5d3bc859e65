from datetime import timedelta

import pytest

from tests.simulation.clock import VirtualClock
from tests.simulation.queues import MemoryQueues


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def queues(clock):
    return MemoryQueues(clock.now)


def take(queues, name="work"):
    return queues.take(name, queues.visible(name)[0])


def test_a_message_in_work_is_hidden_from_the_others(queues):
    queues.send("work", "a")

    take(queues)

    assert (queues.visible("work"), queues.bodies("work")) == ([], ["a"])


def test_a_message_that_is_done_is_gone(queues):
    queues.send("work", "a")

    queues.done("work", take(queues))

    assert (queues.bodies("work"), queues.names()) == ([], [])


def test_a_message_of_a_dead_worker_comes_again(queues, clock):
    queues.send("work", "a")
    dead = take(queues)
    clock.advance(600)

    again = take(queues)
    queues.done("work", dead)

    assert (again.body, again.dequeues) == ("a", 2)
    assert queues.bodies("work") == ["a"]  # a stale receipt deletes nothing


def test_a_failed_message_comes_again_and_after_five_times_is_poison(queues, clock):
    queues.send("work", "a")

    for _ in range(5):
        queues.failed("work", take(queues))
        clock.advance(30)

    assert queues.bodies("work") == []
    assert queues.bodies("work-poison") == ["a"]


def test_the_failure_of_a_stale_worker_changes_nothing(queues, clock):
    queues.send("work", "a")
    stale = take(queues)
    clock.advance(600)
    take(queues)

    queues.failed("work", stale)

    assert queues.visible("work") == []


def test_messages_expire_after_a_week(queues, clock):
    queues.send("work", "a")

    clock.advance_to(clock.now() + timedelta(days=7))

    assert queues.visible("work") == []


def test_the_next_moment_is_that_of_the_first_message(queues, clock):
    queues.send("work", "a", delay_seconds=60)
    queues.send("other", "b", delay_seconds=30)

    moment = queues.next_visible_at(["work", "other"])

    assert moment == clock.now() + timedelta(seconds=30)
    assert queues.next_visible_at(["none"]) is None
