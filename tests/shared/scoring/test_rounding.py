import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.rounding import half_up, rounded_together, split

from .samples import UNHURRIED

parts = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)
units = st.integers(1, 10**6)


@pytest.mark.parametrize(
    ("value", "unit", "expected"), [(4, 10, 0), (5, 10, 1), (14, 10, 1), (15, 10, 2)]
)
def test_halves_go_up(value, unit, expected):
    assert half_up(value, unit) == expected


@UNHURRIED
@given(parts, units)
def test_rounded_parts_add_up_to_the_rounded_sum(numbers, unit):
    rounded = rounded_together(numbers, unit)

    assert sum(rounded) == half_up(sum(numbers), unit)
    assert all(
        number // unit <= one <= -(-number // unit)
        for number, one in zip(numbers, rounded, strict=True)
    )


@UNHURRIED
@given(st.integers(0, 10**12), parts.filter(any))
def test_a_split_adds_up_to_the_total(total, weights):
    assert sum(split(total, weights)) == total


@UNHURRIED
@given(parts, units, st.data())
def test_a_part_that_shrinks_never_gets_more(numbers, unit, data):
    place = data.draw(st.integers(0, len(numbers) - 1))
    smaller = [*numbers]
    smaller[place] = data.draw(st.integers(0, numbers[place]))

    before = rounded_together(numbers, unit)[place]

    assert rounded_together(smaller, unit)[place] <= before


def test_equal_remainders_are_served_in_order():
    assert split(100, [1, 1, 1, 0]) == [34, 33, 33, 0]
