"""Campaigns of runs: a fault at every single point, or at random from many seeds.

`make(plan=…, seed=…, workers=…)` builds a fresh world; `run(world)` drives it, heals
it, drives it until it is quiet, and gives what is wrong, each line with the label.
"""

from tests.simulation.plans import CRASHES, Fault, Seeded, no_faults, once

EVERY_FAULT = (*CRASHES, Fault.LOST_ACK, Fault.NO_ANSWER, Fault.UNAVAILABLE)


def points_of(make, run):
    """List the calls until a run heals, when all goes well; it must be clean."""
    world = make(plan=no_faults, seed=0, workers=1)
    found = run(world)
    assert not found, found
    injector = world.surroundings.injector
    return injector.points[: injector.troubled]


def exhaustive(make, run, *, faults=EVERY_FAULT, part=(0, 1), where=lambda _: True):
    """Strike at each call of a run in turn; give all that is wrong, as it is found.

    `part` (i, n) does every n-th point only, from i, to share the work; `where` picks
    the points.
    """
    first, step = part
    for point in filter(where, points_of(make, run)[first::step]):
        for fault in faults:
            yield from run(make(plan=once(point.number, fault), seed=0, workers=1))


def seeded(make, run, seeds, *, rates=None, workers=2):
    """Run each seed with faults at random and workers interleaved."""
    for seed in seeds:
        yield from run(make(plan=Seeded(seed, rates), seed=seed, workers=workers))
