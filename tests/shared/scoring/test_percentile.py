from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.percentile import percentile

from .samples import UNHURRIED

NINETY = Fraction(9, 10)
HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("ordered", "share", "expected"),
    [
        ([7], HALF, 7),
        ([7], NINETY, 7),
        ([1, 2], HALF, 2),  # 1.5, half up
        ([1, 2, 3, 4], HALF, 3),  # 2.5, half up
        ([0, 10, 20, 30, 40], NINETY, 36),  # numpy.percentile: 36.0
        ([1, 2, 4, 8, 16, 32], NINETY, 24),  # numpy.percentile: 24.0
    ],
)
def test_percentiles_are_those_of_linear_interpolation(ordered, share, expected):
    assert percentile(ordered, share) == expected


def test_a_percentile_is_rounded_once_in_the_unit_asked_for():
    # 89.6 s is 1.493 min; rounding to whole seconds first would give 1.5 and then 2
    assert percentile([896], HALF, unit=600) == 1


@UNHURRIED
@given(st.lists(st.integers(0, 10**9), min_size=1), st.fractions(0, 1))
def test_a_percentile_lies_between_the_least_and_the_greatest(numbers, share):
    ordered = sorted(numbers)

    assert ordered[0] <= percentile(ordered, share) <= ordered[-1]
