from decimal import Decimal

import pytest

from shared.sources.web.reply import Reply, decoded


def test_numbers_with_a_point_are_decimals():
    assert decoded(b'{"a": 0.1, "b": 1}') == {"a": Decimal("0.1"), "b": 1}


def test_a_byte_order_mark_is_no_fault():
    assert decoded(b"\xef\xbb\xbf[]") == []


def test_nan_spoils_its_field_and_not_the_page():
    assert decoded(b"[NaN, -Infinity]") == [
        "not a number: NaN",
        "not a number: -Infinity",
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"a": 1, "a": 2}',
        b'[{"a": 1}',
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 5000,
    ],
    ids=["empty", "twice", "truncated", "latin", "deep", "endless"],
)
def test_broken_json_is_a_value_error(body):
    with pytest.raises(ValueError, match=r"JSON|Expecting|decode|digit"):
        decoded(body)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, ""),
        ({"x-request-id": "abc"}, "abc"),
        ({"request-id": "r", "x-azure-ref": "z"}, "r"),
        ({"x-azure-ref": "z\r\n" + "y" * 200}, "z " + "y" * 77 + "…"),
    ],
)
def test_a_request_id_is_found_where_there_is_one(headers, expected):
    assert Reply(500, headers).request_id == expected
