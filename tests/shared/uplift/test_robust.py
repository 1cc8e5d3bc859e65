from decimal import Decimal

import pytest

from shared.uplift.robust import mean, median, quantile, slope, standard_error


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


def test_the_standard_error_is_the_deviation_over_the_root_of_n():
    values = numbers(2, 4, 4, 4, 5, 5, 7, 9)

    assert mean(values) == 5
    assert standard_error(values).quantize(Decimal("0.0001")) == Decimal("0.7559")
