"""Oddities of rows as they leave."""

import re

from sandbox.halopsa.rendering import SENTINELS
from tests.sandbox.callers import a_caller, a_portfolio


def values(caller, path, field, **query):
    return [row.get(field) for row in caller.rows(path, **query)]


def test_dates_come_naive_and_with_two_kinds_of_zone(caller):
    dates = values(caller, "/Tickets", "dateoccurred", count=300)

    assert any(d.endswith("Z") for d in dates)
    assert any(d.endswith("+00:00") for d in dates)
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", d) for d in dates)
    assert any(re.search(r"\.\d{7}Z$", d) for d in dates)


def test_the_mixture_of_dates_can_be_switched_off(portfolio):
    caller = a_caller(portfolio).with_quirks(mixed_dates=False)

    dates = values(caller, "/Tickets", "dateoccurred", count=300)

    assert not any(d.endswith(("Z", "+00:00")) for d in dates)


def reopen_some(caller):
    for number in range(40_010, 40_016):
        caller.halo.mutate({"op": "reopen_ticket", "ticket_id": number})


def test_a_date_that_is_not_there_can_be_a_sentinel_or_missing(caller):
    reopen_some(caller)

    rows = caller.rows("/Tickets", count=300, open_only="true")

    closed = {row.get("dateclosed", "missing") for row in rows}
    assert closed <= {*SENTINELS, "missing"}
    assert "missing" in closed
    assert len(closed) > 1


def test_sentinels_can_be_switched_off(portfolio):
    caller = a_caller(portfolio).with_quirks(sentinel_dates=False)
    reopen_some(caller)

    closed = values(caller, "/Tickets", "dateclosed", count=300, open_only="true")

    assert set(closed) == {None}


def test_nulls_are_often_left_out(portfolio):
    caller = a_caller(portfolio)
    odd = [row for row in caller.rows("/Tickets", count=300) if row["id"] % 2]

    assert any("user_name" not in row for row in odd)
    caller.with_quirks(omit_nulls=False)
    assert all("user_name" in row for row in caller.rows("/Tickets", count=300))


def test_some_ids_are_floats(portfolio):
    body = a_caller(portfolio).get("/Site").body
    whole = a_caller(portfolio).with_quirks(float_ids=False).get("/Site").body

    assert b'"client_id":12.0' in body
    assert b'"client_id":12,' in whole


def test_recurring_invoices_have_negative_ids(caller):
    ids = caller.ids("/RecurringInvoice")

    assert all(number < 0 for number in ids)
    detail = caller.get(f"/RecurringInvoice/{ids[0]}", includedetails="true")
    assert detail.json()["id"] == ids[0]


def test_priorities_are_joined_by_service_level_and_number(caller):
    priorities = caller.rows("/Priority")
    known = {(row["slaid"], row["priorityid"]) for row in priorities}

    assert all(re.fullmatch(r"[0-9a-f-]{36}", row["id"]) for row in priorities)
    assert len({row["priorityid"] for row in priorities}) < len(priorities)
    for row in caller.rows("/Tickets", count=100):
        assert (row["sla_id"], row["priority_id"]) in known
    one = caller.get(f"/Priority/{priorities[0]['id']}", includedetails="true").json()
    assert one["name"] == priorities[0]["name"]


def test_open_ended_contracts_end_in_2099():
    caller = a_caller(a_portfolio(contracts=60, tickets=50))

    ends = values(caller, "/ClientContract", "end_date")

    assert any(end.startswith("2099-12-31") for end in ends)


def test_totals_can_be_null(caller):
    assert None in [row["total"] for row in caller.kept("RecurringInvoice")]


def test_feedback_can_lack_a_ticket_id_but_not_the_fault_id():
    rows = a_caller(a_portfolio(tickets=1500)).rows("/Feedback")

    lacking = [row for row in rows if "ticket_id" not in row]
    assert lacking
    assert len(lacking) < len(rows) / 2
    assert all(row["feedback_faultid"] for row in rows)
    assert {row["score"] for row in rows} == {1, 2, 3, 4}


def test_placeholder_customers_have_low_ids(caller):
    names = {row["id"]: row["name"] for row in caller.rows("/Client")}

    assert (names[0], names[1]) == ("Unassigned", "Unknown")


def test_closed_tickets_have_a_date_and_open_ones_have_no_flag(caller):
    for row in caller.kept("Tickets"):
        assert row["hasbeenclosed"] in {True, None}
        assert bool(row["hasbeenclosed"]) is bool(row["dateclosed"])


def test_merged_tickets_name_the_other():
    caller = a_caller(a_portfolio(tickets=1500))

    merged = [r for r in caller.rows("/Tickets", count=1000) if r["merged_into_id"]]

    assert merged
    assert all(row["hasbeenclosed"] for row in merged)
