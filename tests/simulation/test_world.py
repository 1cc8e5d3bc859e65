from datetime import timedelta
from functools import partial

import pytest

from shared.domain.errors import SourceUnavailable
from shared.storage.gateway import Row
from tests.simulation.clock import START
from tests.simulation.plans import Fault, once
from tests.simulation.world import Engine, Surroundings, World


def world_of(timers=None, handlers=None, *, workers=1, every=None, **options):
    surroundings = Surroundings(**options)
    log: list[object] = []
    engine = Engine(
        {name: partial(f, surroundings, log) for name, f in (timers or {}).items()},
        {name: partial(f, surroundings, log) for name, f in (handlers or {}).items()},
        every or {},
    )
    return World(surroundings, lambda: engine, workers=workers), surroundings, log


def test_a_timer_fires_once_a_day():
    world, kept, log = world_of({"daily": lambda s, log: log.append(s.clock.today())})

    world.run_until_quiet(days=3)

    assert log == [START.date() + timedelta(days=n) for n in range(3)]
    assert kept.clock.now() == START + timedelta(days=3)


def test_a_run_goes_on_where_the_last_one_ended():
    world, _, log = world_of({"daily": lambda s, log: log.append(s.clock.today())})

    world.run_until_quiet(days=1)
    world.run_until_quiet(days=1)

    assert log == [START.date(), START.date() + timedelta(days=1)]


def test_a_timer_can_have_another_interval():
    world, _, log = world_of(
        {"hourly": lambda _, log: log.append(1)}, every={"hourly": timedelta(hours=1)}
    )

    world.run_until_quiet(days=1)

    assert len(log) == 24


def test_messages_are_worked_off_with_those_they_cause():
    def countdown(surroundings, log, body):
        log.append(body)
        if body != "0":
            surroundings.queues.send("work", str(int(body) - 1), delay_seconds=3600)

    world, kept, log = world_of(
        {"start": lambda s, _: s.queues.send("work", "3")}, {"work": countdown}
    )

    world.run_until_quiet()

    assert (log, kept.kept_queues.names()) == (["3", "2", "1", "0"], [])


def test_two_workers_share_the_messages():
    def handle(surroundings, log, _):
        surroundings.tables.get("abc", "p", "1")
        log.append(surroundings.injector.points[-1].worker)

    world, kept, log = world_of({}, {"work": handle}, workers=2)
    for number in range(20):
        kept.kept_queues.send("work", str(number))

    world.run_until_quiet()

    assert {*log} == {"worker-1", "worker-2"}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_message_whose_worker_died_comes_again(workers):
    def handle(surroundings, log, body):
        surroundings.tables.put("abc", [Row("p", body)])
        log.append(body)

    world, kept, log = world_of(
        {}, {"work": handle}, workers=workers, plan=once(1, Fault.CRASH_AFTER)
    )
    kept.kept_queues.send("work", "a")

    world.run_until_quiet()

    assert (log, len(world.crashes)) == (["a"], 1)


def test_a_worker_that_died_is_born_with_an_empty_memory():
    born = []
    surroundings = Surroundings(plan=once(1, Fault.CRASH_BEFORE))

    def start():
        born.append(1)
        return Engine({"daily": lambda: surroundings.tables.get("abc", "p", "1")})

    World(surroundings, start).run_until_quiet(days=1)

    assert len(born) == 3  # once to read the names, once, and once again


def test_a_message_that_always_fails_is_poison_and_the_others_go_on():
    def handle(_, log, body):
        if body == "bad":
            raise KeyError(body)
        log.append(body)

    world, kept, log = world_of({}, {"work": handle})
    kept.kept_queues.send("work", "bad")
    kept.kept_queues.send("work", "good")

    world.run_until_quiet()

    assert (log, kept.kept_queues.bodies("work-poison")) == (["good"], ["bad"])
    assert len(world.unexpected()) == 5


def test_failures_that_a_fault_explains_are_expected():
    def fail(_surroundings, _log):
        raise SourceUnavailable("503")

    world, _, _ = world_of({"daily": fail})

    world.run_until_quiet(days=2)

    assert (len(world.failures), world.unexpected()) == (2, [])


def test_healing_ends_the_faults():
    world, kept, _ = world_of(
        {"daily": lambda s, _: s.tables.get("abc", "p", "1")},
        plan=once(1, Fault.CRASH_BEFORE),
    )

    world.heal()
    world.run_until_quiet()

    assert kept.injector.struck == []
