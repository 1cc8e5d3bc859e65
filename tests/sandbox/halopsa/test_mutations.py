"""What can happen at the tenant."""

import pytest

TICKET = 40_010


def mutate(caller, op, **arguments):
    return caller.admin("POST", "/mutate", {"op": op, **arguments})


def ticket(caller, number=TICKET):
    return caller.instance.store["Tickets"].get(number)


def contract(caller, number=101):
    return caller.instance.store["ClientContract"].get(number)


def test_a_ticket_is_closed_reopened_and_closed_again(caller):
    mutate(caller, "reopen_ticket", ticket_id=TICKET)
    assert (ticket(caller)["dateclosed"], ticket(caller)["hasbeenclosed"]) == (
        None,
        None,
    )

    mutate(caller, "close_ticket", ticket_id=TICKET)

    assert ticket(caller)["dateclosed"] == "2026-10-05T06:00:00"
    assert ticket(caller)["_reopenings"]


def test_a_system_edit_moves_last_update_alone(caller):
    before = ticket(caller)

    mutate(caller, "touch_ticket", ticket_id=TICKET)

    moved = {"last_update": "2026-10-05T06:00:00"}
    assert ticket(caller) == {**before, **moved}


def test_tickets_are_deleted_and_merged(caller):
    mutate(caller, "delete_ticket", ticket_id=TICKET)
    mutate(caller, "merge_ticket", ticket_id=TICKET + 1, into_id=TICKET + 2)

    assert ticket(caller)["deleted"]
    assert ticket(caller, TICKET + 1)["merged_into_id"] == TICKET + 2
    assert ticket(caller, TICKET + 1)["hasbeenclosed"]


def test_tickets_are_added(caller):
    made = mutate(caller, "add_tickets", client_id=12, contract_id=101, count=3).json()

    assert len(made[0]["ids"]) == 3
    assert caller.ids("/Tickets", count=3) == made[0]["ids"][::-1]
    assert caller.instance.created_tickets == []


def test_time_and_feedback_are_added(caller):
    mutate(caller, "add_time", client_id=12, agent_id=3, hours=2.0)
    mutate(caller, "add_feedback", ticket_id=TICKET, score=4, comment="bad")

    assert caller.rows("/TimesheetEvent")[-1]["timetaken"] == 2.0
    assert caller.rows("/Feedback")[-1]["score"] == 4


def test_a_contract_is_changed_and_removed(caller):
    fields = {"end_date": "2027-01-31T00:00:00", "active": False}
    mutate(caller, "change_contract", contract_id=101, fields=fields)
    assert contract(caller)["end_date"] == "2027-01-31T00:00:00"
    assert 101 not in caller.ids("/ClientContract")

    mutate(caller, "remove_contract", contract_id=101)

    assert caller.get("/ClientContract/101").status == 404


def test_a_renewal_is_a_new_contract_that_names_the_old(caller):
    fields = {"end_date": "2026-12-31T00:00:00"}
    mutate(caller, "change_contract", contract_id=101, fields=fields)

    new = mutate(caller, "renew_contract", contract_id=101, days=365).json()[0]

    assert new["id"] > 101
    assert new["previouscontract"] == 101
    assert (new["start_date"], new["end_date"]) == (
        "2027-01-01T00:00:00",
        "2027-12-31T00:00:00",
    )


def test_custom_fields_are_set_and_taken_away(caller):
    fields = {"CFnoticePeriodDays": 45, "CFrenewalOwner": None}
    mutate(caller, "set_customfields", contract_id=101, fields=fields)

    values = {f["name"]: f["value"] for f in contract(caller)["customfields"]}

    assert values["CFnoticePeriodDays"] == 45
    assert "CFrenewalOwner" not in values


def test_customers_change_hands_and_leave(caller):
    mutate(caller, "set_account_manager", client_id=12, agent_id=4)
    mutate(caller, "set_client_inactive", client_id=12)

    row = caller.instance.store["Client"].get(12)

    assert (row["accountmanagertech"], row["inactive"]) == (4, True)
    assert 12 not in caller.ids("/Client")


def test_an_invoice_is_paid(caller):
    number = next(r["id"] for r in caller.kept("Invoice") if r["amountdue"])

    mutate(caller, "pay_invoice", invoice_id=number)

    row = caller.instance.store["Invoice"].get(number)
    assert (row["amountdue"], row["amountpaid"]) == (0.0, row["total"])


def test_a_task_is_closed_with_evidence_of_a_contact(caller):
    task = caller.post("/Tickets", [{"summary": "Checkpoint", "client_id": 12}]).json()

    mutate(caller, "close_task", ticket_id=task["id"], customer_visible=True)

    assert ticket(caller, task["id"])["hasbeenclosed"]
    actions = caller.rows("/Actions", ticket_id=task["id"])
    assert any(a.get("emailto") and not a["hiddenfromuser"] for a in actions)


def test_several_operations_are_applied_in_order(caller):
    close = {"op": "close_ticket", "ticket_id": TICKET}
    reopen = {"op": "reopen_ticket", "ticket_id": TICKET}

    caller.admin("POST", "/mutate", [close, reopen])

    assert ticket(caller)["dateclosed"] is None


@pytest.mark.parametrize(
    "operation",
    [{"op": "explode"}, {"op": "close_ticket"}, {"op": "close_ticket", "ticket_id": 1}],
    ids=["unknown", "incomplete", "of nothing"],
)
def test_a_wrong_operation_is_refused(caller, operation):
    assert caller.admin("POST", "/mutate", operation).status == 400


def test_stand_ins_do_not_share_changes(caller, portfolio):
    before = next(row for row in portfolio.tables["Tickets"] if row["id"] == TICKET)

    mutate(caller, "touch_ticket", ticket_id=TICKET)

    kept = next(row for row in portfolio.tables["Tickets"] if row["id"] == TICKET)
    assert kept == before
    assert kept["last_update"] != ticket(caller)["last_update"]
