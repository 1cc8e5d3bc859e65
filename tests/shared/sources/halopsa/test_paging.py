import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import SourceUnavailable
from shared.sources.halopsa.paging import page_of, page_parameters, rows_of


def rows(first, count):
    return [{"id": number} for number in range(first, first + count)]


def page(count, *, number=1, told=None):
    payload = {"record_count": told, "tickets": rows(1, count)}
    return page_of(payload, key="tickets", number=number, call="GET /Tickets")


def test_a_page_is_asked_for_in_order_of_id_and_without_count():
    assert page_parameters(3) == {
        "pageinate": "true",
        "page_no": "3",
        "page_size": "100",
        "order": "id",
    }


@pytest.mark.parametrize(
    ("count", "number", "told"),
    [
        (0, 1, 0),
        (0, 7, 50),
        (37, 1, 37),
        (1, 1, 1),
        (37, 3, 237),
        (37, 3, 137),  # a tenant that serves the default size
    ],
)
def test_an_empty_page_or_a_confirmed_short_one_is_the_last(count, number, told):
    assert page(count, number=number, told=told).last


@pytest.mark.parametrize(
    ("count", "number", "told"),
    [
        (100, 1, 100),
        (100, 1, 717),
        (50, 1, 50),  # the default size, and where record_count sticks
        (50, 8, 750),
        (25, 1, 25),
        (37, 1, 50),
        (37, 1, 717),
        (37, 1, None),
        (37, 3, 50),
        (717, 1, 717),
    ],
)
def test_a_page_that_proves_no_end_is_not_the_last(count, number, told):
    assert not page(count, number=number, told=told).last


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ([{"id": 1}], [{"id": 1}]),
        ({"record_count": 1, "tickets": [{"id": 1}]}, [{"id": 1}]),
        ({"tickets": [{"id": 1}]}, [{"id": 1}]),
        ({"record_count": 1, "columns": [1], "x": [{"id": 1}]}, [{"id": 1}]),
        ({"record_count": 0, "columns": [1]}, ()),
        ({"record_count": 0, "tickets": None}, ()),
    ],
)
def test_rows_are_found_in_an_array_or_under_whatever_key(payload, expected):
    assert rows_of(payload, key="tickets", call="GET /Tickets") == expected


@pytest.mark.parametrize(
    "payload",
    [{}, {"error": "x"}, {"record_count": 5}, "Invalid Resource", 5, None],
    ids=repr,
)
def test_an_answer_without_a_list_is_an_error_and_not_empty(payload):
    with pytest.raises(SourceUnavailable, match="GET /Tickets: a list was asked for"):
        rows_of(payload, key="tickets", call="GET /Tickets")


def test_a_repeated_page_has_the_same_fingerprint_and_another_one_has_not():
    first, again, other = (
        page_of(rows(start, 3), key="tickets", number=number, call="")
        for start, number in ((1, 1), (1, 2), (2, 2))
    )

    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other.fingerprint


SIZES = st.sampled_from([100, 50, 25, 20, 10, 5])
TELLERS = {
    "honest": lambda total, _shown: total,
    "stuck at 50": lambda _total, _shown: 50,
    "this page": lambda _total, shown: shown,
    "silent": lambda _total, _shown: None,
}


@given(total=st.integers(0, 460), size=SIZES, teller=st.sampled_from([*TELLERS]))
def test_no_row_is_lost_and_at_most_one_request_is_too_many(total, size, teller):
    table, number, last = rows(1, total), 0, False
    seen: list[object] = []
    while not last:
        number += 1
        shown = table[(number - 1) * size : number * size]
        told = TELLERS[teller](total, len(shown))
        payload = {"record_count": told, "tickets": shown}
        answer = page_of(payload, key="tickets", number=number, call="")
        seen += answer.rows
        last = answer.last

    assert seen == table
    assert number <= -(-total // size) + 1
