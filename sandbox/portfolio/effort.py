"""Hours: of engineers on tickets, and of account managers with their customers."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sandbox.portfolio.customers import Customer
from sandbox.portfolio.demand import HISTORY_DAYS, MONTH_DAYS
from sandbox.portfolio.health import HISTORY_MONTHS
from sandbox.portfolio.randomness import poisson
from sandbox.portfolio.terms import Term
from sandbox.portfolio.tickets import Job
from sandbox.rows import Row

OVERRUN = 0.55  # extra hours per ticket from perfect to no health
NOT_RECORDED = 0.06
CONTACTS, CONTACT_STRAIN = 0.25, 0.95  # account contacts a month, at no health and more
MEAN_HOURS = 0.85  # of a ticket at neutral health, for entitlements
CONTACT_SUBJECTS = ("Account call", "Service review", "On-site visit", "QBR", "Roadmap")


@dataclass
class Hours:
    """Timesheet rows and the hours they add up to per contract and month."""

    rows: list[Row] = field(default_factory=list)
    used: defaultdict[tuple[int, int], float] = field(
        default_factory=lambda: defaultdict(float)
    )


def ticket_hours(dice: random.Random, jobs: list[Job], now: datetime) -> Hours:
    """Book the time of each ticket, in one or two entries."""
    hours = Hours()
    for job in jobs:
        if dice.random() < NOT_RECORDED or job.life.responded > now:
            continue
        total = _ticket_total(dice, job)
        job.row["timetaken"] = total
        contract_id = job.row["contract_id"]
        if contract_id:
            hours.used[contract_id, job.month] += total
        hours.rows += _entries(dice, job, total, now)
    return hours


def account_contacts(
    dice: random.Random, everyone: list[Customer], terms: list[Term], as_of: date
) -> list[Row]:
    """Return account managers' time with customers; the healthy see more of them."""
    start = as_of - timedelta(days=HISTORY_DAYS)
    by_customer = {term.customer.id: term.id for term in terms}
    rows: list[Row] = []
    busy: set[tuple[int, str]] = set()
    for customer in everyone:
        eagerness = dice.lognormvariate(0, 0.35)
        for month in range(HISTORY_MONTHS):
            mean = CONTACTS + CONTACT_STRAIN * customer.health.health(month)
            for _ in range(poisson(dice, mean * eagerness)):
                days = (month + dice.random()) * MONTH_DAYS
                day = start + timedelta(days=int(days))
                row = _contact(dice, customer, day, by_customer)
                # No one is in two meetings at once.
                if (row["agent_id"], row["start_date"]) not in busy:
                    busy.add((row["agent_id"], row["start_date"]))
                    rows.append(row)
    return rows


def _ticket_total(dice: random.Random, job: Job) -> float:
    overrun = 1 + OVERRUN * (1 - job.health)
    spread = dice.lognormvariate(0, 0.6)
    return max(0.05, round(job.topic.hours * overrun * spread, 2))


def _entries(dice: random.Random, job: Job, total: float, now: datetime) -> list[Row]:
    if total < 1 or job.life.closed > now:
        return [_entry(job, 1, job.life.responded, total)]
    first = round(total * dice.uniform(0.3, 0.7), 2)
    later = job.life.closed - timedelta(hours=total - first)
    return [
        _entry(job, 1, job.life.responded, first),
        _entry(job, 2, max(later, job.life.responded), round(total - first, 2)),
    ]


def _entry(job: Job, number: int, start: datetime, hours: float) -> Row:
    row = job.row
    return {
        "id": 0,
        "event_type": 0,
        "subject": row["summary"],
        "start_date": start.isoformat(timespec="seconds"),
        "end_date": (start + timedelta(hours=hours)).isoformat(timespec="seconds"),
        "timetaken": hours,
        "agent_id": row["agent_id"],
        "ticket_id": row["id"],
        "action_number": number + 1,
        "client_id": row["client_id"],
        "contract_id": row["contract_id"] or 0,
        "site_id": row["site_id"],
        "tickettype_id": row["tickettype_id"],
    }


def _contact(
    dice: random.Random, customer: Customer, day: date, contracts: dict[int, int]
) -> Row:
    start = datetime.combine(day, datetime.min.time()) + timedelta(
        hours=9, minutes=dice.randrange(0, 420, 15)
    )
    hours = dice.choice((0.25, 0.5, 0.5, 1.0, 1.5))
    return {
        "id": 0,
        "event_type": 0,
        "subject": dice.choice(CONTACT_SUBJECTS),
        "start_date": start.isoformat(),
        "end_date": (start + timedelta(hours=hours)).isoformat(),
        "timetaken": hours,
        "agent_id": customer.manager,
        "ticket_id": 0,
        "action_number": 0,
        "client_id": customer.id,
        "contract_id": contracts.get(customer.id, 0),
        "site_id": customer.sites[0],
        "tickettype_id": 0,
    }
