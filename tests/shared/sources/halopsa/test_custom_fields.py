from decimal import Decimal

import pytest

from shared.sources.halopsa.custom_fields import FieldMap
from shared.sources.halopsa.raw import RawCustomField


def a_field(**over):
    return RawCustomField(id="179", name="CFmode", label="Renewal mode", **over)


def texts(field, ours="renewal_mode", theirs="179", tables=None):
    return FieldMap({ours: theirs}, tables or {}).texts([field])


@pytest.mark.parametrize(
    "theirs", [179, "179", "CFmode", "cfMODE", "renewal mode"], ids=repr
)
def test_a_field_is_found_by_id_name_or_label(theirs):
    field = a_field(value="x", display="x")

    assert texts(field, "owner", theirs) == {"owner": "x"}


def test_one_field_may_serve_two_of_ours():
    fields = FieldMap({"owner": 179, "backup": "CFmode"}, {})

    assert fields.texts([a_field(value="x")]) == {"owner": "x", "backup": "x"}


@pytest.mark.parametrize(
    ("value", "display", "expected"),
    [
        (Decimal("90.0"), None, "90"),
        (Decimal("0.5"), None, "0.5"),
        (0, None, "0"),
        (0, "0", "0"),
        (True, None, "true"),
        ([1, "b"], None, "1, b"),
        (7, "Seven", "Seven"),
    ],
    ids=repr,
)
def test_a_value_is_a_text_and_a_dropdown_what_it_shows(value, display, expected):
    assert texts(a_field(value=value, display=display), "x") == {"x": expected}


@pytest.mark.parametrize(
    ("value", "display"),
    [(0, ""), (-1, ""), (None, None), ("", ""), ({"a": 1}, None), ([], None)],
    ids=repr,
)
def test_a_field_that_holds_nothing_is_left_out(value, display):
    assert texts(a_field(value=value, display=display), "x") == {}


@pytest.mark.parametrize(
    ("shown", "mode"),
    [
        ("Auto-renews", "auto"),
        ("AUTOMATIC ", "auto"),
        ("Does not renew", "none"),
        ("Renews on signature", "manual"),
        ("Month to month", "evergreen"),
        ("Whatever", "Whatever"),
        ("No", "No"),
    ],
)
def test_renewal_modes_have_synonyms_and_the_unknown_stays(shown, mode):
    assert texts(a_field(value=5, display=shown)) == {"renewal_mode": mode}


def test_a_tenants_table_goes_by_text_or_value_and_before_ours():
    tables = {"renewal_mode": {"Automatic": "evergreen", "3": "auto"}}

    by_text = texts(a_field(value=1, display="automatic"), tables=tables)
    by_value = texts(a_field(value=3, display="Option C"), tables=tables)

    assert by_text == {"renewal_mode": "evergreen"}
    assert by_value == {"renewal_mode": "auto"}
