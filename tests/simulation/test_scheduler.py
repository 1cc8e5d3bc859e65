import pytest

from tests.simulation.clock import START, VirtualClock
from tests.simulation.scheduler import Scheduler


def interleaved(seed, rounds=20):
    clock, order = VirtualClock(), []
    scheduler = Scheduler(clock, seed)

    def body(name):
        def work():
            for _ in range(rounds):
                order.append(name)
                scheduler.pause()

        return work

    scheduler.run({name: body(name) for name in "ab"})
    return "".join(order)


def test_the_same_seed_gives_the_same_order():
    assert interleaved(1) == interleaved(1)


def test_seeds_give_different_orders():
    assert len({interleaved(seed) for seed in range(20)}) == 20


def test_one_worker_alone_runs_to_its_end():
    done = []

    Scheduler(VirtualClock(), 0).run({"a": lambda: done.append(1)})

    assert done == [1]


def test_sleeping_takes_virtual_time_only_and_lets_the_other_work():
    clock, order = VirtualClock(), []
    scheduler = Scheduler(clock, 0)

    def sleeper():
        clock.sleep(3600)
        order.append(("slept", (clock.now() - START).total_seconds()))

    def worker():
        for _ in range(3):
            clock.sleep(60)
            order.append(("worked", (clock.now() - START).total_seconds()))

    scheduler.run({"a": sleeper, "b": worker})

    assert order == [
        *(("worked", seconds) for seconds in (60, 120, 180)),
        ("slept", 3600),
    ]


def test_outside_a_run_sleeping_only_moves_the_clock():
    clock = VirtualClock()
    scheduler = Scheduler(clock, 0)

    scheduler.run({"a": lambda: clock.sleep(1)})
    clock.sleep(2)
    scheduler.sleep(3)
    scheduler.pause()

    assert (clock.now() - START).total_seconds() == 6


def test_a_failure_of_one_ends_all_and_is_raised():
    clock, ended = VirtualClock(), []
    scheduler = Scheduler(clock, 0)

    def fails():
        scheduler.pause()
        raise KeyError("x")

    def waits():
        try:
            while True:
                clock.sleep(60)
        finally:
            ended.append(1)

    with pytest.raises(KeyError):
        scheduler.run({"a": waits, "b": fails, "c": waits})

    assert ended == [1, 1]


def test_a_scheduler_can_run_again():
    clock, done = VirtualClock(), []
    scheduler = Scheduler(clock, 0)

    for _ in range(2):
        scheduler.run({"a": lambda: clock.sleep(5), "b": lambda: done.append(1)})

    assert (len(done), (clock.now() - START).total_seconds()) == (2, 10)
