from decimal import Decimal

import pytest

from shared.uplift.robust import lower_half_mean, mean, median, quantile, slope


def numbers(*values):
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("values", "expected"),
    [((3, 1, 2), 2), ((1, 2, 3, 4), Decimal("2.5")), ((7,), 7)],
)
def test_the_median_is_the_middle(values, expected):
    assert median(numbers(*values)) == expected


def test_quartiles_lie_linearly_between_neighbours():
    assert quantile(numbers(1, 2, 3, 4), Decimal("0.25")) == Decimal("1.75")


def test_one_wild_month_does_not_turn_the_slope():
    assert slope(numbers(1, 2, 3, 90, 5, 6)) == 1


def test_a_single_month_has_no_slope():
    assert slope(numbers(5)) == 0


@pytest.mark.parametrize(
    ("values", "expected"), [((9, 1, 3, 8), 2), ((5, 1, 3), 2), ((4,), 4)]
)
def test_the_lower_half_is_what_quiet_months_have(values, expected):
    assert lower_half_mean(numbers(*values)) == expected


def test_the_mean_is_the_sum_over_the_count():
    assert mean(numbers(2, 4, 9)) == 5
