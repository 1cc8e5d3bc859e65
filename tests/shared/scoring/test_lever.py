from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import Band, Lever
from shared.scoring.band import band_of
from shared.scoring.lever import cheapest_lever
from shared.scoring.measure import Measure
from shared.scoring.points import KEPT, Part, hundredths, total

from .samples import UNHURRIED

POLICY = ScoringPolicy(drivers={})
NAMES = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]


def a_part(name, possible, kept, effort=1, value=1):
    return Part(
        name=name,
        measure=Measure(value=value, unit=""),
        weight=1,
        effort=effort,
        kept=int(kept * KEPT),
        possible=possible,
        points=int(possible * kept),
    )


def lever_of(*scored, band=Band.AT_RISK):
    return cheapest_lever(scored, POLICY, band=band)


def test_the_least_effort_wins_over_fewer_drivers():
    lever = lever_of(
        a_part("a", 2000, 0, effort=5),
        a_part("b", 1000, 0, effort=2),
        a_part("c", 1000, 0, effort=2),
        a_part("rest", 6000, 0.5, effort=5),
        a_part("lost", 0, 0, value=None),
    )

    assert lever == Lever(
        drivers=("b", "c"), points_gained=Decimal("20.00"), reaches=Band.WATCH
    )


def test_of_equal_efforts_the_fewest_drivers_win():
    lever = lever_of(
        a_part("b", 1000, 0, effort=2),
        a_part("c", 1000, 0, effort=2),
        a_part("a", 2000, 0, effort=4),
        a_part("rest", 6000, 0.5, effort=5),
    )

    assert lever.drivers == ("a",)


def test_of_equal_plans_the_larger_gain_wins():
    lever = lever_of(
        a_part("a", 1000, 0),
        a_part("b", 1500, 0),
        a_part("rest", 7500, 0.6, effort=5),
    )

    assert lever.drivers == ("b",)


def test_drivers_are_named_in_the_playbooks_order():
    # The second gains most for its effort, so the search tries it first.
    lever = lever_of(a_part("a", 4000, 0.2), a_part("b", 6000, 0.4), a_part("c", 0, 0))

    assert lever.drivers == ("b",)
    assert lever_of(a_part("a", 2000, 0), a_part("b", 8000, 0)).drivers == ("b",)
    assert lever_of(a_part("a", 4900, 0), a_part("b", 4950, 0)).drivers == ("a", "b")


@pytest.mark.parametrize("band", [Band.READY, Band.INSUFFICIENT_EVIDENCE])
def test_there_is_no_lever_without_a_next_band(band):
    assert lever_of(a_part("a", 10_000, 0.5), band=band) is None


def test_an_unknown_driver_is_no_lever():
    scored = [a_part("a", 10_000, 0.49), a_part("b", 0, 0, value=None)]

    assert lever_of(*scored).drivers == ("a",)


def test_a_band_that_nothing_can_reach_has_no_lever():
    policy = POLICY.model_copy(update={"watch_from": Decimal("100.01")})

    lever = cheapest_lever([a_part("a", 10_000, 0.5)], policy, band=Band.AT_RISK)

    assert lever is None


def test_a_lever_that_lifts_over_two_bands_says_so():
    assert lever_of(a_part("a", 10_000, 0.2)).reaches is Band.READY


def test_a_threshold_that_is_reached_only_by_rounding_counts_as_reached():
    # 10 + 79.99 x 0.5 = 49.995, which is shown as 50.00.
    lever = lever_of(
        a_part("a", 1000, 0),
        a_part("b", 1001, 0, effort=2),
        a_part("rest", 7999, 0.5, effort=5),
    )

    assert lever.drivers == ("a",)
    assert lever.reaches is Band.WATCH


@st.composite
def scored_parts(draw):
    count = draw(st.integers(1, 9))
    shares = draw(st.lists(st.integers(1, 30), min_size=count, max_size=count))
    return [
        a_part(
            NAMES[place],
            10_000 * share // sum(shares),
            draw(st.integers(0, 4)) / 4,
            effort=draw(st.integers(1, 5)),
        )
        for place, share in enumerate(shares)
    ]


def by_trying_everything(scored, threshold):
    """Search all subsets, without bounds; None when none reaches the threshold."""
    plans = []
    for size in range(1, len(scored) + 1):
        for chosen in combinations(range(len(scored)), size):
            if any(scored[place].kept == KEPT for place in chosen):
                continue
            cured = frozenset(scored[place].name for place in chosen)
            after = total(scored, cured=cured)
            effort = sum(scored[place].effort for place in chosen)
            raw = sum(
                scored[place].possible * (KEPT - scored[place].kept) for place in chosen
            )
            if after >= threshold:
                plans.append((effort, size, -raw, chosen))
    if not plans:
        return None
    return tuple(scored[place].name for place in min(plans)[3])


@UNHURRIED
@given(scored_parts())
def test_the_lever_is_the_one_that_trying_everything_finds(scored):
    band = band_of(hundredths(total(scored)), POLICY)
    threshold = {Band.AT_RISK: 5000, Band.WATCH: 7000}.get(band)

    lever = cheapest_lever(scored, POLICY, band=band)

    expected = by_trying_everything(scored, threshold) if threshold else None
    assert (lever.drivers if lever else None) == expected


@UNHURRIED
@given(scored_parts())
def test_curing_the_lever_reaches_the_band_it_promises(scored):
    before = total(scored)
    band = band_of(hundredths(before), POLICY)

    lever = cheapest_lever(scored, POLICY, band=band)

    if lever:
        after = hundredths(total(scored, cured=frozenset(lever.drivers)))
        assert after == hundredths(before) + lever.points_gained
        assert band_of(after, POLICY) is lever.reaches
