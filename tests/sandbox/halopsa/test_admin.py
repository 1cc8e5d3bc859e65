"""The admin routes."""

import pytest


def test_faults_are_set_and_cleared(caller):
    rule = {"action": "server_error", "path": "/api/Status"}
    assert caller.admin("POST", "/faults", [rule]).json() == {"rules": 1}
    assert caller.get("/Status").status == 500

    caller.admin("DELETE", "/faults")

    assert caller.get("/Status").status == 200


@pytest.mark.parametrize("rule", [{"action": "explode"}, {"actoin": "slow"}])
def test_a_misspelt_fault_is_refused(caller, rule):
    assert caller.admin("POST", "/faults", rule).status == 400


def test_requests_are_counted_per_normalised_path(caller):
    caller.admin("DELETE", "/requests")
    caller.get("/tickets/40001")
    caller.get("/Tickets/40002")
    caller.get("/RecurringInvoice/-240")

    told = caller.admin("GET", "/requests").json()

    assert told == {
        "total": 3,
        "counts": {"GET /api/RecurringInvoice/{id}": 1, "GET /api/Tickets/{id}": 2},
    }


def test_the_full_ledger_knows_queries_and_statuses(caller):
    caller.admin("DELETE", "/requests")
    caller.get("/Status", type=0)

    entry = caller.admin("GET", "/requests", full="1").json()["requests"][0]

    assert (entry["query"], entry["status"]) == ({"type": "0"}, 200)


def test_the_ledger_keeps_no_secret(caller):
    caller.sign_in()

    told = caller.admin("GET", "/requests", full="1").body

    assert b"sandbox-secret" not in told


def test_the_truth_is_told(caller, portfolio):
    assert caller.admin("GET", "/truth").json() == portfolio.truth


def test_the_clock_is_set_moved_and_released(caller):
    now = caller.admin("POST", "/clock", {"now": "2027-01-01T00:00:00+00:00"}).json()
    later = caller.admin("POST", "/clock", {"advance_seconds": 90}).json()
    real = caller.admin("POST", "/clock", {"real": True}).json()

    assert now == {"now": "2027-01-01T00:00:00"}
    assert later == {"now": "2027-01-01T00:01:30"}
    assert real == {"now": "2026-10-05T06:00:00"}


def test_a_clock_without_a_zone_is_refused(caller):
    assert caller.admin("POST", "/clock", {"now": "2027-01-01T00:00:00"}).status == 400


def test_admin_routes_are_not_part_of_the_api(caller):
    assert caller.get("/faults").status == 404
    assert caller.get("/sandbox/truth").status == 404
    assert caller.admin("GET", "/nonsense").status == 404


def test_reopened_tickets_are_served_in_phases(caller):
    tickets = caller.instance.store["Tickets"]
    numbers = list(caller.instance.phases["final"])
    before = {number: tickets.get(number) for number in numbers}
    others = {r["id"]: r["last_update"] for r in tickets if r["id"] not in before}

    for phase, closed in (("first_close", True), ("reopened", False)):
        caller.instance.clock.advance(60)
        told = caller.admin("POST", "/incidents", {"phase": phase}).json()
        assert told == {"tickets": len(numbers)}
        states = {bool(tickets.get(number)["dateclosed"]) for number in numbers}
        assert states == {closed}
    caller.admin("POST", "/incidents", {"phase": "final"})

    for number in numbers:
        row = tickets.get(number)
        assert row["dateclosed"] == before[number]["dateclosed"]
        assert row["slastate"] == before[number]["slastate"]
        assert row["last_update"] == "2026-10-05T06:02:00"
    assert others == {n: tickets.get(n)["last_update"] for n in others}
