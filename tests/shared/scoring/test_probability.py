from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.probability import card, forecast, logistic

from .samples import POLICY, UNHURRIED

MODEL = card(POLICY)


def of(readiness, coverage=1, n=100):
    coverage = Decimal(coverage)
    return forecast(Decimal(readiness), POLICY, model=MODEL, coverage=coverage, n=n)


@pytest.mark.parametrize(
    ("logit", "expected"),
    [("0", "0.500000"), ("0.6", "0.645656"), ("-2", "0.119203"), ("999", "1.000000")],
)
def test_the_logistic_curve(logit, expected):
    assert logistic(Decimal(logit)).quantize(Decimal("0.000001")) == Decimal(expected)


def test_the_card_puts_its_intercept_at_fifty():
    # logistic(0.6), logistic(0.6 + 3 x 0.55), logistic(0.6 - 3 x 0.55)
    assert [of(readiness).p for readiness in (50, 80, 20)] == [
        Decimal("0.6457"),
        Decimal("0.9047"),
        Decimal("0.2592"),
    ]


def test_the_interval_is_the_spread_around_the_logit():
    # sd = 0.45 x (1 + 1/10) = 0.495; 0.6 -/+ 1.6449 x 0.495
    assert (of(50, n=99).low, of(50, n=99).high) == (
        Decimal("0.4467"),
        Decimal("0.8044"),
    )


points = st.decimals(0, 100, places=2)
shares = st.decimals("0.05", 1, places=4)
counts = st.integers(0, 500)


@UNHURRIED
@given(points, points, shares, counts)
def test_a_higher_readiness_never_lowers_the_probability(one, other, coverage, n):
    low, high = sorted([one, other])

    assert of(low, coverage, n).p <= of(high, coverage, n).p


@UNHURRIED
@given(points, shares, shares, counts, counts)
def test_less_evidence_never_narrows_the_interval(readiness, one, other, few, many):
    thin = of(readiness, min(one, other), min(few, many))
    thick = of(readiness, max(one, other), max(few, many))

    assert thin.low <= thick.low <= thick.p <= thick.high <= thin.high


def test_without_coverage_everything_is_possible():
    nothing = of(0, 0, 0)

    assert (nothing.low, nothing.high) == (0, 1)
    assert nothing.p == Decimal("0.6457")
