"""POST and DELETE."""

import pytest

from tests.sandbox.callers import a_caller


def test_a_created_ticket_is_returned_as_an_object(caller):
    highest = max(row["id"] for row in caller.kept("Tickets"))
    fields = {"summary": "Renewal review", "client_id": 12, "contract_id": 101}

    reply = caller.post("/Tickets", [fields])

    assert reply.status == 201
    created = reply.json()
    assert created["id"] == highest + 1
    assert (created["summary"], created["contract_id"]) == ("Renewal review", 101)
    assert caller.ids("/Tickets", count=1) == [created["id"]]


def test_a_ticket_nobody_was_named_for_is_unassigned(caller):
    assert caller.post("/Tickets", [{"summary": "x"}]).json()["agent_id"] == 1


def test_creating_is_not_idempotent(caller):
    body = [{"summary": "the same"}]

    first, second = caller.post("/Tickets", body), caller.post("/Tickets", body)

    assert second.json()["id"] == first.json()["id"] + 1
    assert [
        row["id"] for row in caller.admin("GET", "/tickets", created="1").json()
    ] == [
        first.json()["id"],
        second.json()["id"],
    ]


def test_some_tenants_reply_with_200_and_an_array(portfolio):
    caller = a_caller(portfolio, write_status=200, reply_as_array=True)

    reply = caller.post("/Tickets", [{"summary": "x"}])

    assert reply.status == 200
    assert reply.json()[0]["summary"] == "x"


def test_a_body_that_is_not_an_array_is_refused(caller):
    refused = caller.post("/Tickets", {"summary": "x"})

    assert refused.status == 400
    assert refused.json()["ClassName"] == "System.Exception"
    assert caller.instance.created_tickets == []


def test_the_object_route_takes_a_single_object(caller):
    assert caller.post("/Tickets/Object", {"summary": "x"}).json()["summary"] == "x"


def test_another_content_type_is_415(caller):
    refused = caller.post("/Tickets", [{"summary": "x"}], "text/plain")

    assert (refused.status, refused.body) == (415, b"")


@pytest.mark.parametrize("value", ["95.0", 12.0, "twelve"])
def test_float_ids_are_refused_on_write(caller, value):
    refused = caller.post("/Tickets", [{"summary": "x", "client_id": value}])

    assert refused.status == 400
    assert list(refused.json()) == ["[0].client_id"]


@pytest.mark.parametrize("shape", ["string", "exception", "model"])
def test_a_refusal_has_the_tenants_shape(portfolio, shape):
    refused = a_caller(portfolio, validation_shape=shape).post("/Tickets", [{}])

    message = "A Summary must be entered"
    expected = {
        "string": lambda body: body,
        "exception": lambda body: body["Message"],
        "model": lambda body: body["[0]"][0],
    }
    assert refused.status == 400
    assert expected[shape](refused.json()) == message


def test_an_unknown_customer_is_refused(caller):
    assert caller.post("/Tickets", [{"summary": "x", "client_id": 5555}]).status == 400


def test_an_update_changes_only_what_it_names(caller):
    number = caller.post("/Tickets", [{"summary": "x", "client_id": 12}]).json()["id"]
    caller.instance.clock.advance(60)

    updated = caller.post("/Tickets", [{"id": number, "summary": "y"}]).json()

    assert (updated["summary"], updated["client_id"]) == ("y", 12)
    row = caller.instance.store["Tickets"].get(number)
    assert row["last_update"] == "2026-10-05T06:01:00"


def test_an_update_of_an_unknown_ticket_is_404(caller):
    assert caller.post("/Tickets", [{"id": 999999, "summary": "y"}]).status == 404


def test_a_closed_status_closes_and_another_opens_again(caller):
    ids = caller.instance.ids
    number = caller.post("/Tickets", [{"summary": "x"}]).json()["id"]

    caller.post("/Tickets", [{"id": number, "status_id": ids.closed}])
    closed = caller.instance.store["Tickets"].get(number)
    caller.post("/Tickets", [{"id": number, "status_id": ids.working}])
    opened = caller.instance.store["Tickets"].get(number)

    assert (closed["hasbeenclosed"], closed["dateclosed"]) == (
        True,
        "2026-10-05T06:00:00",
    )
    assert (opened["hasbeenclosed"], opened["dateclosed"]) == (None, None)


def test_custom_fields_are_known_by_id_or_name(caller):
    fields = [{"name": "cfrenewalmarker", "value": "R-1"}, {"id": 182, "value": 4}]

    created = caller.post("/Tickets", [{"summary": "x", "customfields": fields}]).json()

    values = {field["name"]: field["value"] for field in created["customfields"]}
    assert values == {"CFrenewalMarker": "R-1", "CFseats": 4}
    listed = caller.rows("/Tickets", count=1, include_custom_fields="190")[0]
    assert [field["value"] for field in listed["customfields"]] == ["R-1"]


def test_a_contract_is_updated_in_part(caller):
    fields = [{"id": 179, "value": 2}]

    caller.post("/ClientContract", [{"id": 101, "customfields": fields}])

    full = caller.get("/ClientContract/101", includedetails="true").json()
    modes = [f for f in full["customfields"] if f["name"] == "CFrenewalMode"]
    assert [(f["value"], f["display"]) for f in modes] == [(2, "Renews on signature")]
    assert len(full["customfields"]) > 1


def test_a_deleted_ticket_is_gone_only_once(caller):
    number = caller.post("/Tickets", [{"summary": "x"}]).json()["id"]

    assert caller.call("DELETE", f"/api/Tickets/{number}").status == 200
    assert caller.call("DELETE", f"/api/Tickets/{number}").status == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_there_is_no_other_way_to_write(caller, method):
    assert caller.call(method, "/api/Tickets", (), b"[]").status == 404


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("/ToDo", {"ticket_id": 40001, "text": "call them"}),
        ("/Appointment", {"subject": "QBR", "agents": [{"id": 3}], "is_task": True}),
        ("/CRMNote", {"client_id": 12, "note": "spoke with the owner"}),
    ],
)
def test_to_dos_appointments_and_notes_are_created(caller, path, row):
    reply = caller.post(path, [row])

    assert reply.status == 201
    assert isinstance(reply.json()["id"], int)
    assert caller.kept(path[1:])[-1]["id"] == reply.json()["id"]


def test_a_task_is_done_by_its_complete_status(caller):
    task = {"subject": "Call", "agents": [{"id": 3}], "is_task": True}
    number = caller.post("/Appointment", [task]).json()["id"]

    caller.post("/Appointment", [{"id": number, "complete_status": 0}])

    assert caller.rows("/Appointment", tasksonly="true", hidecompleted="true") == []
    assert caller.ids("/Appointment", tasksonly="true") == [number]


def test_writing_needs_the_scope(portfolio):
    caller = a_caller(portfolio, granted_scopes="read:tickets")

    assert caller.post("/Tickets", [{"summary": "x"}]).status == 401
