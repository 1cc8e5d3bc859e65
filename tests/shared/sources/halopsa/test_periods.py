from decimal import Decimal

import pytest

from shared.sources.halopsa.periods import months_of, whole_months


@pytest.mark.parametrize(
    ("period", "months"), [(2, 1), (4, 3), (5, 6), (3, 12), (8, 24), (7, 36), (9, 48)]
)
def test_a_period_has_its_months(period, months):
    assert months_of(period) == months


def test_a_week_is_a_52nd_of_a_year():
    assert months_of(1) == Decimal(12) / Decimal(52)


@pytest.mark.parametrize("period", [None, 0, 10, -1])
def test_an_unknown_period_is_not_taken_for_monthly(period):
    assert months_of(period) is None


def test_weekly_has_no_whole_months():
    assert (whole_months(months_of(1)), whole_months(months_of(4))) == (None, 3)
