"""Pages, caps, counts, and the ways in which they mislead."""

import pytest

from tests.sandbox.callers import a_caller, a_portfolio


def test_the_default_page_has_50_rows(caller):
    page = caller.get("/Tickets", pageinate="true").json()

    assert len(page["tickets"]) == 50
    assert page["record_count"] > 50


def test_a_page_is_silently_capped_at_100(caller):
    page = caller.page("/Tickets", 1, 1000).json()

    assert len(page["tickets"]) == 100
    assert page["record_count"] > 100


def test_pages_cover_every_row_once(caller):
    seen = []
    number = 1
    while rows := caller.page("/Tickets", number, 100, order="id").json()["tickets"]:
        seen += [row["id"] for row in rows]
        number += 1

    visible = [row["id"] for row in caller.kept("Tickets") if not row.get("deleted")]
    assert seen == sorted(visible)


def test_the_correct_spelling_of_paginate_is_unknown(caller):
    first = caller.ids("/Client", paginate="true", page_no=1, page_size=2)

    assert len(first) > 2


@pytest.mark.parametrize("value", ["1", "yes", "on"])
def test_booleans_are_true_or_nothing(caller, value):
    assert len(caller.ids("/Client", pageinate=value, page_size=2)) > 2


def test_count_overrides_the_page_parameters(caller):
    page = caller.page("/Tickets", 3, 10, count=7).json()

    assert len(page["tickets"]) == 7
    assert page["record_count"] == 7
    assert page["tickets"][0]["id"] == caller.ids("/Tickets", count=1)[0]


def test_count_is_capped_at_1000_tickets():
    caller = a_caller(a_portfolio(tickets=1100))

    assert len(caller.ids("/Tickets", count=5000)) == 1000


def test_record_count_can_stick_at_50(portfolio):
    caller = a_caller(portfolio, record_count_lies=True)

    page = caller.page("/Tickets", 1, 100).json()

    assert (page["record_count"], len(page["tickets"])) == (50, 100)


def test_the_last_page_can_be_repeated_for_ever(portfolio):
    caller = a_caller(portfolio, repeat_last_page=True)

    beyond = caller.page("/Client", 99, 10).json()["clients"]

    assert beyond
    assert beyond == caller.page("/Client", 100, 10).json()["clients"]


def test_a_page_beyond_the_end_is_empty_otherwise(caller):
    assert caller.page("/Client", 99, 10).json()["clients"] == []


def test_the_page_size_can_be_ignored(portfolio):
    caller = a_caller(portfolio, page_size_ignored=True)

    assert len(caller.page("/Tickets", 1, 100).json()["tickets"]) == 50


def test_rows_inserted_while_paging_shift_the_pages(portfolio):
    caller = a_caller(portfolio, insert_while_paging=1)

    first = caller.page("/Tickets", 1, 10).json()["tickets"]
    second = caller.page("/Tickets", 2, 10).json()["tickets"]

    assert second[0]["id"] == first[-1]["id"]
    assert len(caller.instance.inserted_tickets) == 1


def test_order_by_id_is_immune_to_rows_inserted_while_paging(portfolio):
    caller = a_caller(portfolio, insert_while_paging=5)

    first = caller.page("/Tickets", 1, 10, order="id").json()["tickets"]
    second = caller.page("/Tickets", 2, 10, order="id").json()["tickets"]

    assert second[0]["id"] > first[-1]["id"]


@pytest.mark.parametrize("path", ["/Feedback", "/TimesheetEvent", "/Lookup"])
def test_some_resources_ignore_paging(caller, path):
    window = {"start_date": "2024-01-01T00:00:00", "end_date": "2027-01-01T00:00:00"}
    everything = caller.rows(path, **window)

    page = caller.page(path, 2, 1, **window).json()

    assert isinstance(page, list)
    assert page == everything
    assert len(page) > 1


def test_every_page_of_the_account_notes_is_the_first(caller):
    first = caller.page("/CRMNote", 1, 5).json()["notes"]

    assert caller.page("/CRMNote", 2, 5).json()["notes"] == first
    assert len(caller.rows("/CRMNote", count=9)) == 9


def test_a_page_number_that_is_no_number_is_a_model_error(caller):
    refused = caller.get("/Tickets", pageinate="true", page_no="two")

    assert refused.status == 400
    assert refused.json() == {"page_no": ["The value 'two' is not valid."]}
