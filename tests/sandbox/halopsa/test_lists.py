"""Envelopes, order, routes, and how thin a list row is."""

import pytest

from tests.sandbox.callers import a_caller

ENVELOPES = {
    "Tickets": "tickets",
    "Client": "clients",
    "Site": "sites",
    "Users": "users",
    "Agent": "results",
    "ClientContract": "contracts",
    "RecurringInvoice": "invoices",
    "Invoice": "invoices",
    "Actions": "actions",
    "Appointment": "appointments",
    "Asset": "assets",
}
BARE = [
    "Status",
    "Priority",
    "SLA",
    "TicketType",
    "Team",
    "Category",
    "Lookup",
    "FieldInfo",
    "Feedback",
    "TimesheetEvent",
    "Outcome",
]


@pytest.mark.parametrize(("resource", "key"), ENVELOPES.items())
def test_envelopes_are_keyed_as_documented(caller, resource, key):
    body = caller.get(f"/{resource}").json()

    assert isinstance(body[key], list)
    assert "record_count" in body


@pytest.mark.parametrize("resource", BARE)
def test_some_resources_are_bare_arrays(caller, resource):
    assert isinstance(caller.get(f"/{resource}").json(), list)


def test_agents_can_be_a_bare_array(portfolio):
    body = a_caller(portfolio, agent_envelope=False).get("/Agent").json()

    assert body[0]["name"] == "Unassigned"
    assert body[0]["id"] == 1


@pytest.mark.parametrize(
    ("style", "resource", "expected"),
    [
        ("mixed", "Tickets", True),
        ("mixed", "ClientContract", False),
        ("full", "ClientContract", True),
        ("minimal", "Tickets", False),
    ],
)
def test_both_styles_of_envelope_exist(portfolio, style, resource, expected):
    body = a_caller(portfolio, envelope_style=style).page(f"/{resource}", 1).json()

    assert ("page_no" in body) is expected
    assert ("columns" in body) is expected


@pytest.mark.parametrize("path", ["/tickets", "/TICKETS", "/clientcontract"])
def test_routes_match_in_any_case(caller, path):
    assert caller.get(path).status == 200


@pytest.mark.parametrize("path", ["/Contract", "/Opportunity", "/Nonsense", "/ToDo"])
def test_unknown_routes_are_404_without_a_body(caller, path):
    refused = caller.get(path)

    assert (refused.status, refused.body) == (404, b"")


def test_an_unknown_record_is_404_without_a_body(caller):
    refused = caller.get("/Tickets/999999")

    assert (refused.status, refused.body) == (404, b"")


def test_an_id_that_is_no_number_is_a_model_error(caller):
    refused = caller.get("/Tickets/probe")

    assert refused.status == 400
    assert refused.json() == {"id": ["The value 'probe' is not valid."]}


def test_unknown_parameters_are_ignored(caller):
    assert caller.ids("/Client", clientid=12) == caller.ids("/Client")


def test_tickets_come_newest_first(caller):
    ids = caller.ids("/Tickets", count=20)

    assert ids == sorted(ids, reverse=True)


def test_descending_order_needs_the_word_true(caller):
    ascending = caller.ids("/Tickets", count=9, order="id")
    descending = caller.ids("/Tickets", count=9, order="id", orderdesc="true")

    assert ascending == sorted(ascending)
    assert caller.ids("/Tickets", count=9, order="id", orderdesc="1") == ascending
    assert descending == sorted(descending, reverse=True)


def test_a_second_order_breaks_ties(caller):
    rows = caller.rows(
        "/Tickets", count=300, order="priority_id", order2="id", orderdesc2="true"
    )

    keys = [(row["priority_id"], -row["id"]) for row in rows]
    assert keys == sorted(keys)


def test_list_rows_of_tickets_have_no_names_and_no_contract(caller):
    rows = caller.rows("/Tickets", count=200)

    absent = {"agent_name", "status_name", "priority_name", "tickettype_name"}
    for row in rows:
        assert not (absent | {"contract_id", "contract_ref", "priority"}) & row.keys()
        assert row["customfields"] is None
        assert row["datecreated"] is None


def test_details_have_what_lists_lack(caller):
    linked = next(row for row in caller.kept("Tickets") if row["contract_id"])

    full = caller.get(f"/Tickets/{linked['id']}", includedetails="true").json()
    thin = caller.get(f"/Tickets/{linked['id']}").json()

    assert full["contract_id"] == linked["contract_id"]
    assert full["customfields"] == []
    assert full["priority"]["priorityid"] == full["priority_id"]
    assert "contract_id" not in thin


def test_list_rows_of_contracts_have_no_custom_fields(caller):
    row = caller.rows("/ClientContract")[0]

    full = caller.get(f"/ClientContract/{row['id']}", includedetails="true").json()

    assert row["customfields"] is None
    assert "termmonths" not in row
    assert {field["id"] for field in full["customfields"]} <= {*range(178, 184)}
    assert full["termmonths"] in {12, 24, 36}


def test_periods_are_told_when_asked(caller):
    number = caller.ids("/ClientContract")[0]
    path = f"/ClientContract/{number}"

    plain = caller.get(path, includedetails="true").json()
    periods = caller.get(path, includedetails="true", includeperiods="true").json()

    assert "periods" not in plain
    assert all(period["contract_id"] == number for period in periods["periods"])


def test_lines_of_recurring_invoices_stand_in_the_detail_alone(caller):
    row = caller.rows("/RecurringInvoice", includelines="true")[0]

    full = caller.get(f"/RecurringInvoice/{row['id']}", includedetails="true").json()

    assert "lines" not in row
    assert full["lines"]


def test_some_tenants_give_lines_on_the_list(portfolio):
    caller = a_caller(portfolio, include_lines_honoured=True)

    assert "lines" in caller.rows("/RecurringInvoice", includelines="true")[0]
    assert "lines" not in caller.rows("/RecurringInvoice")[0]


def test_slastate_on_the_list_is_an_option(portfolio):
    with_state = a_caller(portfolio).rows("/Tickets", count=300)
    without = a_caller(portfolio, slastate_on_list=False).rows("/Tickets", count=300)

    assert {row["slastate"] for row in with_state if "slastate" in row} >= {"I", "O"}
    assert not any("slastate" in row for row in without)


def test_id_sweeps_carry_ids_alone(caller):
    assert caller.rows("/Tickets", count=2, ticketidonly="true")[0].keys() == {"id"}
    assert caller.rows("/Client", idonly="true")[0].keys() == {"id"}


def test_hidden_fields_never_leave(caller):
    for resource in (*ENVELOPES, *BARE):
        for row in caller.rows(f"/{resource}"):
            assert not any(field.startswith("_") for field in row), resource
