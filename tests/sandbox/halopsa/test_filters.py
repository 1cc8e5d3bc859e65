"""The filters of section 3 of the fact sheet."""

import json

import pytest

from tests.sandbox.callers import a_caller

CONTRACT = 101


def kept_ids(caller, test):
    rows = [row for row in caller.kept("Tickets") if not row.get("deleted")]
    return {row["id"] for row in rows if test(row)}


def found_ids(caller, **query):
    return set(caller.ids("/Tickets", count=1000, **query))


def test_tickets_of_one_contract_are_found(caller):
    expected = kept_ids(caller, lambda row: row["contract_id"] == CONTRACT)

    assert found_ids(caller, contract_id=CONTRACT) == expected
    assert expected


def test_the_contract_is_told_when_it_is_honoured(caller):
    rows = caller.rows("/Tickets", count=300, includecontract="true")

    assert {row.get("contract_id") for row in rows} > {CONTRACT}


def test_includecontract_can_be_ignored(portfolio):
    caller = a_caller(portfolio, include_contract_honoured=False)

    rows = caller.rows("/Tickets", count=300, includecontract="true")

    assert not any("contract_id" in row for row in rows)


def test_changes_are_found_inclusively(caller):
    edge = caller.kept("Tickets")[50]["last_update"]
    expected = kept_ids(caller, lambda row: row["last_update"] >= edge)

    assert found_ids(caller, lastupdatefromdate=edge) == expected


def test_changes_are_found_exclusively_by_option(portfolio):
    caller = a_caller(portfolio, bounds_inclusive=False)
    edge = caller.kept("Tickets")[50]["last_update"]
    expected = kept_ids(caller, lambda row: row["last_update"] > edge)

    assert found_ids(caller, lastupdatefromdate=edge) == expected


def test_the_upper_bound_of_changes_counts_too(caller):
    edge = caller.kept("Tickets")[50]["last_update"]
    expected = kept_ids(caller, lambda row: row["last_update"] <= edge)

    assert found_ids(caller, lastupdatetodate=edge) == expected


def test_a_zone_in_the_filter_drops_it_without_a_word(caller):
    everything = found_ids(caller)

    assert found_ids(caller, lastupdatefromdate="2026-10-01T00:00:00Z") == everything
    assert found_ids(caller, lastupdatefromdate="2026-10-01T00:00:00") < everything


def test_a_tenant_can_read_filter_times_in_its_own_zone(portfolio):
    plain, shifted = a_caller(portfolio), a_caller(portfolio, filter_offset_minutes=600)

    since = {"lastupdatefromdate": "2026-09-20T00:00:00"}
    earlier = {"lastupdatefromdate": "2026-09-19T14:00:00"}
    assert found_ids(shifted, **since) == found_ids(plain, **earlier)


@pytest.mark.parametrize(
    ("search", "field"),
    [("dateoccured", "dateoccurred"), ("datecleared", "dateclosed")],
)
def test_dates_are_searched_by_the_vendors_spelling(caller, search, field):
    low, high = "2026-03-01T00:00:00", "2026-06-01T00:00:00"
    expected = kept_ids(caller, lambda row: row[field] and low <= row[field] <= high)

    found = found_ids(caller, datesearch=search, startdate=low, enddate=high)

    assert found == expected
    assert expected


def test_the_right_spelling_of_occurred_is_unknown(caller):
    found = found_ids(
        caller, datesearch="dateoccurred", startdate="2026-09-01T00:00:00"
    )

    assert found == found_ids(caller)


def test_open_and_closed_tickets_are_complements(caller):
    opened, closed = (
        found_ids(caller, open_only="true"),
        found_ids(caller, closed_only="true"),
    )

    assert opened == kept_ids(caller, lambda row: not row["hasbeenclosed"])
    assert opened | closed == found_ids(caller)
    assert opened


def test_deleted_tickets_vanish_from_lists(caller):
    gone = caller.ids("/Tickets", count=1)[0]
    assert caller.call("DELETE", f"/api/Tickets/{gone}").status == 200

    assert gone not in found_ids(caller)
    assert gone in found_ids(caller, deleted="true")


@pytest.mark.parametrize("parameter", ["client_id", "site_id", "agent_id"])
def test_tickets_are_filtered_by_what_they_belong_to(caller, parameter):
    value = caller.kept("Tickets")[0][parameter]
    expected = kept_ids(caller, lambda row: row[parameter] == value)

    assert found_ids(caller, **{parameter: value}) == expected


def test_tickets_are_filtered_by_type_and_by_ids(caller):
    account = caller.instance.ids.alert_type
    expected = kept_ids(caller, lambda row: row["tickettype_id"] == account)

    assert found_ids(caller, requesttype_id=account) == expected
    assert found_ids(caller, ticketids="40003,40004") == {40003, 40004}


def test_an_advanced_search_of_type_2_is_equality(caller):
    summary = caller.kept("Tickets")[3]["summary"]
    clause = {"filter_name": "summary", "filter_type": 2, "filter_value": summary}

    found = found_ids(caller, advanced_search=json.dumps([clause]))

    assert found == kept_ids(caller, lambda row: row["summary"] == summary)


def test_tickets_have_no_text_search(caller):
    assert found_ids(caller, search="no such ticket") == found_ids(caller)


def test_inactive_customers_need_to_be_asked_for(caller):
    gone = {row["id"] for row in caller.kept("Client") if row["inactive"]}

    assert gone
    assert not gone & set(caller.ids("/Client"))
    assert gone <= set(caller.ids("/Client", includeinactive="true"))
    assert gone == set(caller.ids("/Client", includeactive="false"))


def test_contracts_have_no_modified_since_filter(caller):
    tomorrow = "2026-10-06T00:00:00"

    found = caller.ids("/ClientContract", lastupdatefromdate=tomorrow)

    assert found == caller.ids("/ClientContract")
    assert caller.ids("/Client", lastupdatefromdate=tomorrow) == []


def test_inactive_contracts_need_to_be_asked_for(caller):
    gone = {row["id"] for row in caller.kept("ClientContract") if not row["active"]}

    assert gone
    assert not gone & set(caller.ids("/ClientContract"))
    assert gone <= set(caller.ids("/ClientContract", includeinactive="true"))


def test_renewed_contracts_can_be_excluded(caller):
    old = caller.ids("/ClientContract")[0]
    caller.halo.mutate({"op": "renew_contract", "contract_id": old})

    assert old in caller.ids("/ClientContract")
    assert old not in caller.ids("/ClientContract", excluderenewed="true")


def test_invoices_are_filtered_by_date_and_contract(caller):
    rows = caller.rows(
        "/Invoice",
        invoicedatestart="2026-01-01T00:00:00",
        invoicedateend="2026-03-31T00:00:00",
        contract_id=CONTRACT,
    )

    assert rows
    assert all(
        row["invoice_date"][:7] in {"2026-01", "2026-02", "2026-03"} for row in rows
    )
    assert {row["contract_id"] for row in rows} == {CONTRACT}


def test_priorities_are_filtered_by_service_level(caller):
    sla = caller.instance.ids.slas[0]

    assert {row["slaid"] for row in caller.rows("/Priority", slaid=sla)} == {sla}


def test_appointments_have_bounds_and_kinds(caller):
    bounds = {"start_date": "2026-01-01T00:00:00", "end_date": "2026-02-01T00:00:00"}

    rows = caller.rows("/Appointment", **bounds)

    assert all(row["start_date"][:7] == "2026-01" for row in rows)
    assert caller.rows("/Appointment", tasksonly="true") == []


def test_agents_ignore_a_search(caller):
    assert caller.ids("/Agent", search="nobody") == caller.ids("/Agent")
