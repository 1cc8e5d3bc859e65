from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kpis.rate import counted_rate, rate, stands_out, wilson


@pytest.mark.parametrize(
    ("renewed", "due", "low", "high"),
    [(18, 20, "0.698966", "0.972134"), (9, 10, "0.595850", "0.982124")],
)
def test_small_samples_carry_a_wilson_interval(renewed, due, low, high):
    """K30."""
    found = counted_rate(renewed, due)

    assert found.value == Decimal("0.9")
    assert found.interval == wilson(renewed, due)
    assert wilson(renewed, due).low == Decimal(low)
    assert wilson(renewed, due).high == Decimal(high)


def test_the_normal_approximation_is_rejected():
    """K30's usual wrong answer goes above 100 %."""
    assert wilson(18, 20).high != Decimal("1.031481")


def test_thirty_need_no_interval():
    assert counted_rate(27, 30).interval is None
    assert counted_rate(27, 29).interval is not None


@settings(deadline=None)
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate_and_stays_within_bounds(counts):
    kept, base = counts

    found = wilson(kept, base)

    assert 0 <= found.low <= round(Decimal(kept) / base, 6) <= found.high <= 1


def test_no_base_is_undefined_with_its_reason():
    """K06."""
    assert rate(Decimal(0), Decimal(0)).value is None
    assert rate(Decimal(0), Decimal(0)).reason == "no_eligible_base"
    assert counted_rate(0, 0).interval is None


def test_nothing_lost_is_exactly_one():
    """K06."""
    assert rate(Decimal(3), Decimal(3)).value == 1


def test_a_rate_is_rounded_half_up_to_six_places():
    assert rate(Decimal(1), Decimal(128)).value == Decimal("0.007813")


@pytest.mark.parametrize(
    ("kept", "base", "before", "expected"),
    [
        (9, 10, "0.7", False),
        (9, 10, "0.5", True),
        (90, 100, "0.89", True),
        (90, 100, "0.9", False),
        (0, 0, "0.9", False),
    ],
)
def test_a_movement_inside_the_interval_is_noise(kept, base, before, expected):
    assert stands_out(counted_rate(kept, base), Decimal(before)) is expected
