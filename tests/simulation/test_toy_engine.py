"""The kit finds every planted bug and passes the right protocol."""

import re
from functools import partial
from itertools import chain

import pytest

from tests.simulation.campaign import exhaustive, points_of, seeded
from tests.simulation.checker import ALWAYS, violations
from tests.simulation.evidence import Evidence
from tests.simulation.invariants import effects, records, stages
from tests.simulation.invariants.chain import chained
from tests.simulation.plans import CRASHES, Seeded
from tests.simulation.toy import BUGS, toy_world

QUIET = (
    effects.settled,
    stages.entered_with_work,
    records.stored_once,
    records.stored_truly,
)


def evidence_of(world):
    kept = world.surroundings
    return Evidence(
        tables=kept.kept_tables.dump(),
        blobs=kept.kept_blobs.dump(),
        upstream={"Tickets": world.halo.tickets},
    )


def run(world):
    """Run with faults, check; heal, run until quiet, check all."""
    found = []
    for _ in range(2):
        world.run_until_quiet(days=1)
        found += violations(evidence_of(world), ALWAYS)
    world.heal()
    world.halo.create({"summary": "Late one", "client_id": 123})
    world.run_until_quiet(days=3)
    found += violations(evidence_of(world), ALWAYS + QUIET)
    return [f"{world.label} {text}" for text in [*found, *world.unexpected()]]


def test_the_parts_of_a_campaign_make_the_whole():
    bug = "no search before create"
    whole = list(everywhere(bug, faults=CRASHES))

    parts = [list(everywhere(bug, faults=CRASHES, part=(i, 3))) for i in range(3)]

    assert sorted(chain(*parts)) == sorted(whole)
    assert whole


def everywhere(bug, **options):
    return exhaustive(partial(toy_world, bug), run, **options)


def at_random(bug, count):
    return seeded(partial(toy_world, bug), run, range(count))


def test_the_right_protocol_holds_at_every_single_point():
    assert list(everywhere("")) == []
    assert len(points_of(toy_world, run)) > 30


def test_the_right_protocol_holds_in_seeded_runs():
    assert list(at_random("", 100)) == []


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found(bug):
    found = next(chain(everywhere(bug), at_random(bug, 200)), None)

    assert found is not None


@pytest.mark.parametrize(
    ("bug", "invariant"),
    [
        ("cursor before data", records.cursor_behind_data),
        ("send before commit", effects.asked_for),
        ("no search before create", effects.delivered_once),
        ("event and effect apart", stages.entered_with_work),
    ],
)
def test_crashes_alone_show_the_bug_to_the_invariant_it_breaks(bug, invariant):
    found = everywhere(bug, faults=CRASHES)

    assert any(f" {invariant.__name__}: " in text for text in found)


def test_a_failure_names_its_seed():
    found = next(at_random("no search before create", 200))

    assert re.match(r"SEED=\d+ faults of seed \d+ \w+: ", found)


def test_the_same_seed_gives_the_same_run():
    def trace(seed):
        world = toy_world(seed=seed, plan=Seeded(seed), workers=2)
        world.run_until_quiet(days=2)
        injector = world.surroundings.injector
        return [str(p) for p in injector.points], injector.struck, world.crashes

    assert trace(7) == trace(7)
    assert trace(7) != trace(8)


def test_both_workers_take_part_and_crash_and_come_back():
    world = toy_world(seed=3, plan=Seeded(3), workers=2)
    world.run_until_quiet(days=10)

    points = world.surroundings.injector.points
    assert {point.worker for point in points} == {"worker-1", "worker-2"}


def test_the_chain_is_checked_over_real_rows():
    world = toy_world()
    world.run_until_quiet()
    evidence = evidence_of(world)
    rows = evidence.tables["timeline"]

    assert violations(evidence, (chained, stages.entered_once)) == []
    rows[0]["summary"] = "edited"
    assert violations(evidence, (chained,)) == [
        "chained: timeline 123|58 event 1: its hash does not match its content"
    ]
