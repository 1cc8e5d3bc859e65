from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sources.halopsa.ids import identifier, own_id, reference

GUID = "5f0c3a52-9a55-4e7b-8f8e-0d4c6b0a1f11"
NUMBERS = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12, "12"),
        (12.0, "12"),
        (Decimal("12.0"), "12"),
        ("12", "12"),
        (" 12.0 ", "12"),
        ("007", "7"),
        (-240, "-240"),
        (GUID.upper(), GUID),
    ],
    ids=repr,
)
def test_an_id_is_text_whatever_it_came_as(value, expected):
    assert identifier(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        *(12.5, "12.5", True, None, "", "abc", "../1", "1/2", "1e5", [], {}),
        *(float("nan"), float("inf"), Decimal("NaN"), "9" * 40, "①"),
    ],
    ids=repr,
)
def test_what_is_no_id_is_an_error(value):
    with pytest.raises(ValueError, match="is not an id"):
        identifier(value)


@pytest.mark.parametrize(
    "value",
    [None, "", 0, "0", 0.0, -1, "-1", "00000000-0000-0000-0000-000000000000"],
    ids=repr,
)
def test_a_placeholder_refers_to_nothing(value):
    assert reference(value) is None


@pytest.mark.parametrize("value", [1, -2, "-240", GUID])
def test_any_other_id_is_a_reference(value):
    assert reference(value) == str(value)


def test_no_record_has_the_id_0():
    with pytest.raises(ValueError, match="0 is no record's id"):
        own_id(0)


@given(NUMBERS)
def test_a_number_is_the_same_id_as_integer_float_and_text(number):
    forms = [number, str(number), f"{number}.0", Decimal(number), float(number)]

    assert {identifier(form) for form in forms} == {str(number)}


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.none())
def test_an_id_has_only_harmless_characters(value):
    try:
        found = identifier(value)
    except ValueError:
        return
    assert set(found) <= set("0123456789abcdef-")
