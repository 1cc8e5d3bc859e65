"""The real engine under faults: nothing lost, nothing doubled, chain valid.

Crashes strike at every single call; the other faults at every tenth, unless
`SIMULATED_STRIDE` says otherwise. `make soak` strikes everywhere, with 10,000 seeds.
"""

import os
from functools import partial

import pytest

from tests.simulation.campaign import exhaustive, points_of, seeded
from tests.simulation.deployment import deployment
from tests.simulation.plans import CRASHES, Fault, Seeded
from tests.simulation.planted import (
    cursor_before_data,
    decide_on_old_news,
    flawed,
    no_search_before_create,
    send_before_commit,
)
from tests.simulation.rounds import engine_round, short_round

PARTS = 10  # so that the workers of a parallel test run share one campaign
SEEDS = int(os.environ.get("SIMULATED_SEEDS", "250"))
STRIDE = int(os.environ.get("SIMULATED_STRIDE", "10"))


def test_a_run_without_faults_breaks_no_invariant():
    world = deployment()

    found = engine_round(world)

    assert found == []
    assert world.failures == []
    assert len(world.halo.instance.created_tickets) >= 3


def test_a_run_has_enough_calls_to_be_worth_striking():
    assert len(points_of(deployment, short_round)) > 500


def test_two_workers_without_faults_do_as_one():
    world = deployment(workers=2, seed=5)

    assert engine_round(world) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_crash_at_any_call_loses_and_doubles_nothing(part):
    found = exhaustive(deployment, short_round, faults=CRASHES, part=(part, PARTS))

    assert list(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_an_answer_lost_at_any_call_loses_and_doubles_nothing(part):
    faults = (Fault.LOST_ACK, Fault.NO_ANSWER, Fault.UNAVAILABLE)
    shared = (part * STRIDE, PARTS * STRIDE)
    found = exhaustive(deployment, short_round, faults=faults, part=shared)

    assert list(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_two_workers_and_all_faults_at_random_lose_and_double_nothing(part):
    seeds = range(part, SEEDS, PARTS)

    assert list(seeded(deployment, engine_round, seeds)) == []


def test_the_same_seed_gives_the_same_run_of_the_engine():
    def trace(seed):
        world = deployment(plan=Seeded(seed), seed=seed, workers=2)
        engine_round(world)
        return [str(point) for point in world.surroundings.injector.points]

    assert trace(11) == trace(11)


def in_tickets(point):
    return point.operation == "tables.put" and point.target.startswith("tickets ")


def at_the_timeline(point):
    return point.operation == "tables.insert" and point.target.startswith("timeline ")


def when_creating(point):
    return point.operation == "http.POST" and point.target == "/api/Tickets"


@pytest.mark.parametrize(
    ("bug", "where", "invariant"),
    [
        (cursor_before_data, in_tickets, "cursor_behind_data"),
        (send_before_commit, at_the_timeline, "asked_for"),
        (no_search_before_create, when_creating, "delivered_once"),
    ],
)
def test_a_bug_planted_in_the_engine_is_found(bug, where, invariant):
    found = exhaustive(partial(flawed, bug), short_round, faults=CRASHES, where=where)

    assert any(f" {invariant}: " in text for text in found)


def test_two_decisions_about_one_request_are_found():
    make = partial(flawed, decide_on_old_news)

    found = seeded(make, engine_round, range(40))

    assert any(" decided_once: " in text for text in found)
