"""Actions: counted per ticket, and only told for a ticket."""

from tests.sandbox.callers import a_caller


def a_closed_ticket(caller):
    return next(row for row in caller.kept("Tickets") if row["dateclosed"])


def test_without_a_ticket_there_are_none(caller):
    assert caller.get("/Actions").json()["record_count"] == 0


def test_without_a_ticket_some_tenants_fail(portfolio):
    refused = a_caller(portfolio, actions_without_ticket_fail=True).get("/Actions")

    assert (refused.status, refused.body) == (500, b"")


def test_ids_count_from_1_in_each_ticket(caller):
    first, second = caller.kept("Tickets")[:2]

    for ticket in (first, second):
        ids = caller.ids("/Actions", ticket_id=ticket["id"])
        assert ids == list(range(1, len(ids) + 1))


def test_the_closing_is_an_action_with_the_new_status(caller):
    ticket = a_closed_ticket(caller)

    actions = caller.rows("/Actions", ticket_id=ticket["id"])

    assert actions[-1]["new_status"] in caller.instance.ids.closed_statuses


def test_a_reopening_is_told_by_its_actions(caller):
    ticket = next(row for row in caller.kept("Tickets") if row.get("_reopenings"))
    closed = caller.instance.ids.closed

    actions = caller.rows("/Actions", ticket_id=ticket["id"])

    assert any(action.get("old_status") == closed for action in actions)


def test_system_actions_can_be_left_out(caller):
    ticket = a_closed_ticket(caller)
    query = {"ticket_id": ticket["id"]}

    assert len(caller.rows("/Actions", **query, excludesys="true")) < len(
        caller.rows("/Actions", **query)
    )
    agents = caller.rows("/Actions", **query, agentonly="true")
    assert {row["who_type"] for row in agents} <= {0}


def test_the_linked_contract_is_a_negative_id(caller):
    ticket = next(row for row in caller.kept("Tickets") if row["contract_id"])

    action = caller.rows("/Actions", ticket_id=ticket["id"])[0]

    assert action["actioncontractid"] == -ticket["contract_id"]


def test_an_outcome_is_mandatory(caller):
    number = caller.kept("Tickets")[0]["id"]

    refused = caller.post("/Actions", [{"ticket_id": number, "note": "x"}])

    assert refused.status == 400
    assert refused.json() == "An Outcome must be entered for this Action"


def test_a_note_is_added_after_the_others(caller):
    number = caller.kept("Tickets")[0]["id"]
    before = len(caller.ids("/Actions", ticket_id=number))
    note = {"ticket_id": number, "outcome_id": caller.outcome_id(), "note": "called"}

    reply = caller.post("/Actions", [note])

    assert reply.status == 201
    assert reply.json()["id"] == before + 1
    assert caller.rows("/Actions", ticket_id=number)[-1]["note"] == "called"


def test_hours_on_an_action_reach_the_timesheet(caller):
    number = caller.kept("Tickets")[0]["id"]
    note = {"ticket_id": number, "outcome_id": caller.outcome_id(), "timetaken": 1.5}
    caller.post("/Actions", [note])

    events = caller.rows("/TimesheetEvent", end_date="2026-10-06T00:00:00")

    assert [e["timetaken"] for e in events if e["start_date"] >= "2026-10-05T06"] == [
        1.5
    ]


def test_an_action_can_change_the_status(caller):
    number = caller.ids("/Tickets", count=1, open_only="true")[0]
    closing = {
        "ticket_id": number,
        "outcome_id": caller.outcome_id(),
        "new_status": caller.instance.ids.closed,
    }

    caller.post("/Actions", [closing])

    assert caller.instance.store["Tickets"].get(number)["hasbeenclosed"]
