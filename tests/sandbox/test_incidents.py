"""Real incidents as tickets."""

import csv
import gzip
from pathlib import Path

import pytest

from sandbox.incidents import incident_portfolio
from tests.sandbox.callers import a_caller

SHARED = Path(__file__).parents[3] / "shared" / "data" / "tickets_uci_incident_log"
LAST = {
    "caller_id": "1",
    "category": "5",
    "subcategory": "6",
    "u_symptom": "7",
    "resolved_at": "2016-03-02 10:00:00",
    "closed_at": "2016-03-07 10:00:00",
    "made_sla": "True",
    "reopen_count": "0",
    "priority": "3",
}
INCIDENTS = [
    {**LAST, "number": "45", "location": "143", "opened_at": "2016-03-01 10:00:00"},
    {
        **LAST,
        "number": "47",
        "location": "?",
        "opened_at": "2016-03-02 08:00:00",
        "resolved_at": "?",
        "made_sla": "False",
    },
    {
        **LAST,
        "number": "51",
        "location": "143",
        "opened_at": "2016-03-01 12:00:00",
        "reopen_count": "1",
        "made_sla": "False",
    },
]
FIRST_RESOLVED = {
    **INCIDENTS[2],
    "incident_state": "Resolved",
    "made_sla": "True",
    "sys_updated_at": "2016-03-01 15:30:00",
}


def write(path, rows):
    with gzip.open(path, "wt", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def log(tmp_path):
    write(tmp_path / "incidents.csv.gz", INCIDENTS)
    write(tmp_path / "events.csv.gz", [FIRST_RESOLVED])
    return tmp_path


def tickets(log):
    return {row["id"]: row for row in incident_portfolio(log).tables["Tickets"]}


def test_an_incident_becomes_a_ticket(log):
    row = tickets(log)[45]

    assert row["dateoccurred"] == "2016-03-01T10:00:00"
    assert row["dateclosed"] == "2016-03-02T10:00:00"
    assert (row["priority_id"], row["slastate"], row["client_id"]) == (3, "I", 1143)
    assert row["contract_id"] == 1143


def test_an_unresolved_incident_is_open_and_its_sla_is_told(log):
    row = tickets(log)[47]

    assert (row["dateclosed"], row["hasbeenclosed"], row["slastate"]) == (
        None,
        None,
        "O",
    )


def test_a_missing_location_has_a_customer_of_its_own(log):
    portfolio = incident_portfolio(log)

    names = {row["id"]: row["name"] for row in portfolio.tables["Client"]}
    assert names == {999: "Unknown location", 1143: "Location 143"}
    assert tickets(log)[47]["client_id"] == 999


def test_each_location_has_one_contract_with_a_value(log):
    tables = incident_portfolio(log).tables

    assert [row["client_id"] for row in tables["ClientContract"]] == [999, 1143]
    assert [row["contract_id"] for row in tables["RecurringInvoice"]] == [999, 1143]


def test_slastate_is_on_the_list(log):
    caller = a_caller(incident_portfolio(log))

    rows = {row["id"]: row["slastate"] for row in caller.rows("/Tickets")}

    assert rows == {45: "I", 47: "O", 51: "O"}


def test_the_totals_are_computed_from_the_file(log):
    truth = incident_portfolio(log).truth

    assert truth["incidents"] == 3
    assert truth["sla_attainment"] == pytest.approx(1 / 3, abs=1e-6)
    assert truth["resolution_hours_median"] == 23.0
    assert (truth["unresolved"], truth["reopened"]) == (1, 1)
    assert truth["incidents_by_client"] == {"999": 1, "1143": 2}


def test_a_reopened_incident_is_served_in_phases(log):
    caller = a_caller(incident_portfolio(log))
    kept = caller.instance.store["Tickets"]
    seen = []

    for phase in ("first_close", "reopened", "final"):
        caller.admin("POST", "/incidents", {"phase": phase})
        seen.append((kept.get(51)["dateclosed"], kept.get(51)["slastate"]))

    assert seen == [
        ("2016-03-01T15:30:00", "I"),
        (None, None),
        ("2016-03-02T10:00:00", "O"),
    ]
    assert kept.get(45)["last_update"] == "2016-03-07T10:00:00"


def test_an_unknown_phase_is_refused(log):
    caller = a_caller(incident_portfolio(log))

    assert caller.admin("POST", "/incidents", {"phase": "second"}).status == 400


def test_either_file_leads_to_both(log):
    by_events = incident_portfolio(log / "events.csv.gz")

    assert by_events.tables == incident_portfolio(log / "incidents.csv.gz").tables


def test_events_alone_are_enough(log):
    (log / "incidents.csv.gz").unlink()

    assert list(tickets(log)) == [51]


@pytest.mark.skipif(not SHARED.exists(), reason="the public incident log is not here")
def test_the_public_log_gives_the_published_totals():
    portfolio = incident_portfolio(SHARED)

    truth = portfolio.truth
    assert len(portfolio.tables["Tickets"]) == truth["incidents"] == 24_918
    assert round(truth["sla_attainment"], 4) == 0.6342
    assert round(truth["resolution_hours_median"], 1) == 22.1
    assert round(truth["resolution_hours_p90"], 1) == 381.5
    assert (truth["unresolved"], truth["reopened"]) == (1556, 275)
    assert {len(phase) for phase in portfolio.phases.values()} == {275}
