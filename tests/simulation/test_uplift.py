"""Uplift under faults: found once, pitched fairly, one task, one deal, one outcome.

Crashes strike after every write: with one worker a crash before the next, or at a read,
leaves the same behind. The other faults strike at every tenth call. `make soak` strikes
everywhere.
"""

import os
from functools import partial

import pytest

from tests.simulation.campaign import exhaustive, seeded
from tests.simulation.plans import CRASHES, Fault, Seeded
from tests.simulation.planted import decide_on_old_news
from tests.simulation.planted_uplift import (
    conflict_unseen,
    deal_before_commit,
    deal_written_once,
    flawed,
    no_rest,
    risk_unseen,
    win_not_projected,
)
from tests.simulation.uplift_world import Syncing, uplift_round, uplift_world

PARTS = 4
SEEDS = int(os.environ.get("SIMULATED_SEEDS", "250")) // 10
STRIDE = int(os.environ.get("SIMULATED_STRIDE", "10"))


STRUCK = CRASHES if STRIDE == 1 else (Fault.CRASH_AFTER,)


def is_struck(point):
    return STRIDE == 1 or point.writes


def test_a_run_without_faults_breaks_no_invariant():
    world = uplift_world()

    assert uplift_round(world) == []
    assert world.failures == []
    told = {line["act"] for line in world.told}
    assert {"qualified", "offered", "rejected"} < told
    assert len(told & {"won", "lost"}) == 1


def test_the_same_seed_gives_the_same_run():
    def trace(seed):
        world = uplift_world(plan=Seeded(seed), seed=seed, workers=2)
        uplift_round(world)
        return [str(point) for point in world.surroundings.injector.points]

    assert trace(7) == trace(7)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_crash_at_any_call_loses_and_doubles_nothing(part):
    found = exhaustive(
        uplift_world,
        uplift_round,
        faults=STRUCK,
        part=(part, PARTS),
        where=is_struck,
    )

    assert list(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_an_answer_lost_at_any_call_loses_and_doubles_nothing(part):
    faults = (Fault.LOST_ACK, Fault.NO_ANSWER, Fault.UNAVAILABLE)
    shared = (part * STRIDE, PARTS * STRIDE)

    assert (
        list(exhaustive(uplift_world, uplift_round, faults=faults, part=shared)) == []
    )


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_two_workers_and_all_faults_at_random_lose_and_double_nothing(part):
    seeds = range(part, SEEDS, PARTS)

    make = partial(uplift_world, make=Syncing)

    assert list(seeded(make, uplift_round, seeds)) == []


@pytest.mark.parametrize(
    ("bug", "invariant"),
    [
        (no_rest, "found_once"),
        (risk_unseen, "pitched_fairly"),
        (win_not_projected, "uplifts_projected"),
        (deal_written_once(), "deals_follow"),
    ],
)
def test_a_bug_planted_in_the_engine_is_found(bug, invariant):
    found = uplift_round(flawed(bug))

    assert any(f" {invariant}: " in text for text in found)


@pytest.mark.parametrize(
    ("bug", "invariant"),
    [
        (decide_on_old_news, "one_task"),
        (decide_on_old_news, "one_outcome"),
        (conflict_unseen, "sales_told_truly"),
    ],
)
def test_a_bug_that_takes_two_workers_is_found(bug, invariant):
    found = seeded(partial(flawed, bug), uplift_round, range(40))

    assert any(f" {invariant}: " in text for text in found)


def test_a_deal_that_is_made_too_early_is_found():
    def when_taken_up(point):
        return point.operation == "tables.insert" and "timeline 12|-" in point.target

    found = exhaustive(
        partial(flawed, deal_before_commit),
        uplift_round,
        faults=CRASHES,
        where=when_taken_up,
    )

    assert any(" one_deal: " in text for text in found)
