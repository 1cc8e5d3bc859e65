from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.money import rounded
from shared.pricing.present_value import present_value

from .samples import UNHURRIED, money, shares


def value(margins, committed=12, survival="0.9", rate="0.08"):
    return present_value(
        [Decimal(one) for one in margins],
        committed_months=committed,
        annual_survival=Decimal(survival),
        discount_rate=Decimal(rate),
    )


def pence(amount):
    return rounded(amount, "GBP")


@pytest.mark.parametrize(
    ("months", "committed", "expected"),
    [
        # 1000 x 12 / 1.08
        (12, 12, "11111.11"),
        # a year's 12000 in each of three years
        (36, 36, "30925.16"),
        # 12000/1.08 + 0.9 x 12000/1.08^2 + 0.81 x 12000/1.08^3
        (36, 12, "28086.42"),
        # 12000/1.08 + 12000/1.08^2 + 0.9 x 12000/1.08^3
        (36, 24, "29972.57"),
        # 12000/1.08 + (6000 + 0.9 x 6000)/1.08^2: it is decided again at 18 months
        (24, 18, "20884.77"),
        # 6000/1.08 + 0.9 x 6000/1.08: and at 6
        (12, 6, "10555.56"),
        # then at 18 again: (6 + 6 x 0.9)/1.08 + (6 x 0.9 + 6 x 0.81)/1.08^2
        (24, 6, "19351.85"),
        # a year not filled: 12000/1.08 + 1000/1.08^2
        (13, 13, "11968.45"),
    ],
)
def test_a_term_is_certain_and_after_it_the_customer_decides_each_year(
    months, committed, expected
):
    assert pence(value([1000] * months, committed)) == Decimal(expected)


def test_the_probability_times_it_is_the_sum_over_years_of_k23():
    p1, survival, rate, monthly = map(Decimal, ("0.82", "0.9", "0.08", "3700"))
    by_hand = sum(
        p1 * survival ** (k - 1) * 12 * monthly / (1 + rate) ** k for k in (1, 2, 3, 4)
    )

    assert pence(p1 * value([monthly] * 48)) == pence(by_hand)


def test_each_month_counts_with_its_own_margin():
    # A free month in year one of two: 11000/1.08 + 12000/1.08^2
    assert pence(value([0] + [1000] * 23, 24)) == Decimal("20473.25")


def test_survival_of_nobody_ends_with_the_term():
    assert value([1000] * 36, 12, survival="0") == value([1000] * 12)


def test_nothing_is_worth_nothing():
    assert str(value([])) == "0"


@UNHURRIED
@given(st.lists(money, max_size=48), st.integers(0, 60), shares, shares)
def test_a_longer_commitment_is_never_worth_less(margins, committed, survival, rate):
    shorter = value(margins, committed, survival, rate)
    longer = value(margins, committed + 1, survival, rate)

    assert shorter <= longer + Decimal("0.000001")
    assert longer <= sum(margins, Decimal(0)) + Decimal("0.000001")
