"""The main job over a real incident log: every figure equals the file's own."""

import csv
import gzip
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest

from sandbox.incidents import incident_portfolio
from tests.evaluation.engine import Evaluation

FOLDER = Path(__file__).parents[3] / "shared/data/tickets_uci_incident_log"
FILE = FOLDER / "incidents.csv.gz"
NOW = datetime(2017, 3, 15, 9, tzinfo=UTC)
HISTORY_MONTHS = 14

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the public incident log is not beside the checkout"
)


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


@pytest.fixture(scope="module")
def incidents():
    """Read the file with nothing but the csv module."""
    with gzip.open(FILE, "rt", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def engine():
    """Sync three times: first closing, reopened, and the final state of each."""
    engine = Evaluation(incident_portfolio(FOLDER), NOW, history_months=HISTORY_MONTHS)
    for phase in ("first_close", "reopened", "final"):
        engine.phase(phase)
        engine.sync()
    return engine


@pytest.fixture(scope="module")
def names(engine):
    """Give each customer's location by its id."""
    return {c.id: c.name for c in engine.app.stores.customers.all()}


@pytest.fixture(scope="module")
def facts(engine):
    """Give each customer's months, contracts and rest added up by hand."""
    months: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for customer in engine.customers():
        for row in engine.app.stores.facts.of(customer):
            months[customer, row.month].update(
                opened=row.opened,
                closed=row.closed,
                met=row.resolution_met,
                decided=row.resolution_decided,
                reopened=row.reopened,
                minutes=row.resolution_minutes,
            )
            months[customer, row.month].update(
                {f"priority {p}": n for p, n in row.by_priority.items()}
            )
    return {key: +counts for key, counts in months.items() if +counts}


def test_every_incident_is_processed_quarantined_or_superseded(engine, incidents):
    tickets = engine.states[0].counts["tickets"]

    assert tickets.read == len(incidents) == 24_918
    parts = (tickets.processed, tickets.quarantined, tickets.superseded)
    assert parts == (24_918, 0, 0)


def test_later_syncs_change_only_the_reopened_incidents(engine):
    changed = [state.counts["tickets"].changed for state in engine.states]

    assert changed == [24_918, 275, 275]


def expected(incidents):
    """Compute each location's months directly from the file."""
    months: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in incidents:
        opened, resolved = instant(row["opened_at"]), instant(row["resolved_at"])
        counts = months[location(row), f"{opened:%Y-%m}"]
        counts["opened"] += 1
        counts["decided"] += 1
        counts["met"] += row["made_sla"] == "True"
        counts["reopened"] += int(row["reopen_count"]) > 0
        counts[f"priority {row['priority']}"] += 1
        if resolved:
            counts["closed"] += 1
            counts["minutes"] += int((resolved - opened).total_seconds()) // 60
    return {key: +counts for key, counts in months.items()}


def location(row):
    missing = row["location"] in {"", "?"}
    return "Unknown location" if missing else f"Location {row['location']}"


def test_months_of_each_customer_equal_those_of_the_file(facts, names, incidents):
    ours = {(names[owner], month): row for (owner, month), row in facts.items()}

    assert ours == expected(incidents)


def test_totals_equal_the_published_ones(facts):
    total: Counter[str] = sum(facts.values(), Counter())

    assert round(total["met"] / total["decided"], 4) == 0.6342
    assert total["opened"] - total["closed"] == 1_556
    assert total["reopened"] == 275


def test_resolution_times_of_stored_tickets_equal_those_of_the_file(engine, incidents):
    ours = sorted(
        (ticket.closed_at - ticket.opened_at).total_seconds() / 3600
        for ticket in engine.app.stores.tickets.all()
        if ticket.closed_at
    )
    file = sorted(
        (instant(r["resolved_at"]) - instant(r["opened_at"])).total_seconds() / 3600
        for r in incidents
        if r["resolved_at"]
    )

    assert ours == file
    assert round(median(ours), 1) == 22.1


def test_attainment_by_priority_equals_the_published_one(engine):
    met = defaultdict(list)
    for ticket in engine.app.stores.tickets.all():
        met[ticket.priority].append(ticket.resolution_met)
    shares = {p: (round(sum(s) / len(s), 4), len(s)) for p, s in sorted(met.items())}

    assert shares == {
        1: (0.0185, 270),
        2: (0.0049, 408),
        3: (0.6454, 23_466),
        4: (0.8411, 774),
    }
