"""Monthly facts of real incidents equal what the file says, customer by customer."""

import csv
import gzip
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.domain.calendar import month_key
from shared.domain.service import Ticket
from shared.scoring.monthly_facts import Account, Records, month_facts

from .samples import a_contract

FILE = Path(__file__).parents[4] / (
    "shared/data/tickets_uci_incident_log/incidents.csv.gz"
)

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="../shared/data/tickets_uci_incident_log is not here"
)


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


@pytest.fixture(scope="module")
def incidents():
    with gzip.open(FILE, "rt") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def rows(incidents):
    tickets = defaultdict(list)
    for one in incidents:
        met = one["made_sla"] == "True"
        ticket = Ticket(
            id=one["number"],
            customer_id=one["location"],
            priority=int(one["priority"]),
            opened_at=moment(one["opened_at"]),
            closed_at=moment(one["resolved_at"]),
            response_met=met,
            resolution_met=met,
            reopened=int(one["reopen_count"]),
        )
        tickets[ticket.customer_id].append(ticket)
    return [
        row
        for customer, its in tickets.items()
        for month in {ticket.month for ticket in its}
        for row in month_facts(
            Account(
                customer_id=customer,
                contracts=(a_contract(start_date=None, end_date=None),),
            ),
            month,
            records=Records(tickets=tuple(its)),
        )
    ]


def test_every_incident_is_in_one_customers_month(incidents, rows):
    counted = Counter({(row.customer_id, row.month): 0 for row in rows})
    for row in rows:
        counted[row.customer_id, row.month] += row.opened

    expected = Counter(
        (one["location"], month_key(moment(one["opened_at"]).date()))
        for one in incidents
    )
    assert counted == expected
    assert sum(row.unattributed for row in rows) == 0


def test_the_totals_are_those_of_the_file(rows):
    met = sum(row.resolution_met for row in rows)
    decided = sum(row.resolution_decided for row in rows)
    priorities: Counter[str] = Counter()
    for row in rows:
        priorities.update(row.by_priority)

    assert round(met / decided, 4) == 0.6342
    assert priorities == {"1": 270, "2": 408, "3": 23_466, "4": 774}
    assert sum(row.still_open for row in rows) == 1_556
    assert sum(row.reopened for row in rows) == 275


def test_the_sla_of_each_priority_is_that_of_the_file(incidents, rows):
    late = sum(len(row.late_resolution_ids) for row in rows)
    missed = sum(row.resolution_decided - row.resolution_met for row in rows)

    assert missed == sum(one["made_sla"] != "True" for one in incidents)
    assert 0 < late < missed  # evidence is a bounded choice of them
