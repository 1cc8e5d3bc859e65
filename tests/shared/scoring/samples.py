"""Made-up records and inputs for the tests of scoring."""

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

from shared.domain.billing import Invoice
from shared.domain.calendar import add_months, month_key
from shared.domain.contract import Contract
from shared.domain.facts import MonthFacts, UnpaidInvoice
from shared.domain.playbook import DriverPolicy, Playbook
from shared.domain.score import ScoreInputs
from shared.domain.service import Feedback, Ticket, TimeEntry

# Without a deadline, because a busy machine is no failure.
UNHURRIED = settings(deadline=None)
FEW = settings(deadline=None, max_examples=25)

AS_OF = date(2026, 9, 15)
_PLAYBOOK = Path(__file__).parents[3] / "shared/policies/default_playbook.toml"
POLICY = Playbook.model_validate(tomllib.loads(_PLAYBOOK.read_text())).scoring


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_contract(key="k1", **over):
    given = {
        "id": key,
        "customer_id": "c1",
        "reference": f"Contract {key}",
        "start_date": date(2025, 1, 1),
        "end_date": date(2026, 12, 31),
    }
    return Contract(**given | over)


def a_ticket(key="t1", opened="2026-09-10T08:00", closed=None, **over):
    given = {
        "id": key,
        "customer_id": "c1",
        "opened_at": at(opened),
        "closed_at": at(closed) if closed else None,
    }
    return Ticket(**given | over)


def a_time_entry(key="e1", started="2026-09-10T08:00", minutes=30, **over):
    given = {
        "id": key,
        "agent_id": "engineer",
        "customer_id": "c1",
        "started_at": at(started),
        "minutes": minutes,
    }
    return TimeEntry(**given | over)


def an_answer(key="f1", satisfaction=100, given="2026-09-10T08:00", **over):
    fields = {
        "id": key,
        "ticket_id": f"t-{key}",
        "given_at": at(given),
        "satisfaction": satisfaction,
    }
    return Feedback(**fields | over)


def an_invoice(key="i1", total=10_000, due=0, **over):
    given = {
        "id": key,
        "customer_id": "c1",
        "contract_id": None,
        "invoice_date": date(2026, 9, 1),
        "due_date": date(2026, 9, 30),
        "total_minor": total,
        "due_minor": due,
    }
    return Invoice(**given | over)


def key_of(months_ago):
    return month_key(add_months(AS_OF.replace(day=1), -months_ago))


def facts_of(months_ago=0, **over):
    given = {"customer_id": "c1", "contract_id": "k1", "month": key_of(months_ago)}
    return MonthFacts(**given | over)


def inputs_of(*months, **over):
    given = {
        "customer_id": "c1",
        "contract_id": "k1",
        "as_of_date": AS_OF,
        "start_date": date(2020, 1, 1),
        "currency": "GBP",
        "mrr_minor": 100_000,
        "entitled_hours": Decimal(20),
        "seats": Decimal(40),
        "months": tuple(sorted(months, key=lambda one: one.month)),
    }
    return ScoreInputs.model_validate(given | over)


def a_driver(good, bad, weight=1, **over):
    given = {"weight": weight, "good": good, "bad": bad}
    return DriverPolicy.model_validate(given | over)


def a_full_month(months_ago, **over):
    """Give a month in which every driver finds its input."""
    first = add_months(AS_OF.replace(day=1), -months_ago)
    given = {
        "opened": 20,
        "by_priority": {"1": 1, "3": 19},
        "closed": 18,
        "still_open": 2,
        "open_ordinals": 2 * first.toordinal(),
        "response_met": 17,
        "response_decided": 20,
        "resolution_met": 15,
        "resolution_decided": 18,
        "reopened": 1,
        "answers": 3,
        "satisfaction": 210,
        "worked_minutes": 1500,
        "last_contact_date": first,
        "invoiced_minor": 100_000,
        "late_response_ids": (f"late-{months_ago}",),
        "contact_ids": (f"visit-{months_ago}",),
    }
    return facts_of(months_ago, **given | over)


def full_inputs(**over):
    return inputs_of(*(a_full_month(ago) for ago in range(20)), **over)


@st.composite
def months(draw, months_ago):
    """Draw any month that could be true."""
    closed, still_open = draw(st.integers(0, 40)), draw(st.integers(0, 9))
    opened = closed + still_open
    urgent, ranked = draw(st.integers(0, opened)), draw(st.integers(0, opened))
    response, resolution = draw(st.integers(0, opened)), draw(st.integers(0, closed))
    answers = draw(st.integers(0, 9))
    first = add_months(AS_OF.replace(day=1), -months_ago)
    due = draw(st.integers(0, 300_000))
    unpaid = UnpaidInvoice(id=f"i{months_ago}", due_date=first, due_minor=due)
    return facts_of(
        months_ago,
        opened=opened,
        by_priority={"3": ranked, "1": min(urgent, opened - ranked)},
        closed=closed,
        still_open=still_open,
        open_ordinals=still_open * first.toordinal(),
        response_decided=response,
        response_met=draw(st.integers(0, response)),
        resolution_decided=resolution,
        resolution_met=draw(st.integers(0, resolution)),
        reopened=draw(st.integers(0, opened)),
        answers=answers,
        satisfaction=draw(st.integers(0, 100 * answers)),
        worked_minutes=draw(st.integers(0, 5000)),
        last_contact_date=draw(st.none() | st.just(first)),
        invoiced_minor=draw(st.integers(0, 300_000)),
        unpaid=(unpaid,) if due else (),
        unattributed=draw(st.integers(0, 5)),
        seats=draw(st.none() | st.integers(1, 90).map(Decimal)),
    )


@st.composite
def score_inputs(draw):
    """Draw any inputs: long and short histories, with gaps, with and without money."""
    ages = draw(st.lists(st.integers(0, 24), max_size=25, unique=True))
    return inputs_of(
        *[draw(months(age)) for age in ages],
        mrr_minor=draw(st.none() | st.integers(0, 5_000_000)),
        entitled_hours=draw(st.none() | st.integers(0, 90).map(Decimal)),
        start_date=draw(st.none() | st.dates(date(2024, 6, 1), AS_OF)),
    )
