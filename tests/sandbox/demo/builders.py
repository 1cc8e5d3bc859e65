"""Contracts and results of the demo with few words."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sandbox.demo.result import (
    Approver,
    Attribution,
    Candidate,
    Change,
    Delivered,
    Portrait,
    Problem,
    Rejection,
    Requests,
    Result,
    Share,
    Usage,
    Waiting,
)
from shared.domain.sync import Counts

TODAY = date(2026, 11, 25)


def a_candidate(**over):
    values = {
        "customer": "Elm Hotels",
        "contract_id": "101",
        "reference": "Managed Services",
        "owner": "Ravi Hale",
        "currency": "GBP",
        "arr": Decimal(60_000),
        "at_risk": Decimal(12_000),
        "decision_date": date(2026, 12, 25),
        "term_end": date(2027, 3, 31),
        "opens_date": date(2026, 9, 26),
        "days_left": 30,
        "stage": "t30",
        "readiness": Decimal("41.25"),
        "band": "at_risk",
        "p_renew": Decimal("0.8"),
        "p_renew_low": Decimal("0.61"),
        "p_renew_high": Decimal("0.92"),
        "coverage": Decimal("0.97"),
        "reasons": ("satisfaction 50 of 100 (85 is good): -16.0 points, £9,000",),
        "lever": "cure satisfaction: +16.0 points, then watch",
    }
    return Candidate.model_validate(values | over)


def a_portrait(**over):
    values = {
        "customers": 2,
        "contracts": 2,
        "arr": Decimal(1_234_567),
        "currency": "GBP",
        "attribution": Attribution(counted=1000, unattributed=39),
        "tasks_seen": 1,
        "rejections": (
            Rejection(
                resource="tickets",
                reason="ticket is of unknown client 777777",
                ids=tuple(str(n) for n in range(40_001, 40_013)),
            ),
        ),
        "problems": (
            Problem(
                rule="missing_value",
                message="contract 102 has no value",
                customer="Oak Foods",
                contract_id="102",
                owner="Ravi Hale",
                due_date=date(2026, 12, 2),
                value=Decimal(0),
                currency="GBP",
            ),
        ),
        "attention": (a_candidate(),),
        "bands": (Share(name="at_risk", contracts=1, arr=Decimal(60_000)),),
        "stages": (Share(name="t30", contracts=1, arr=Decimal(60_000)),),
        "tasks": (
            Delivered(
                ticket_id="46001",
                title="Decision call: Elm Hotels - Managed Services",
                owner="Ravi Hale",
                due_date=date(2026, 12, 24),
                stage="t30",
            ),
        ),
        "events": 7,
        "chain_faults": 0,
    }
    return Portrait.model_validate(values | over)


def a_waiting(**over):
    values = {
        "request_id": "5c9db3626ef94da4",
        "customer": "Elm Hotels",
        "contract_id": "101",
        "reference": "Managed Services",
        "requester": "Ada Moreau",
        "asks_for": "5% off for 12 months from 2027-04-01",
        "in_return": "They pay each year in advance.",
        "reason": "A competitor is cheaper.",
        "currency": "GBP",
        "depth": Decimal("0.05"),
        "margin_year": Decimal(-1046),
        "margin_rate": Decimal("0.757"),
        "break_even": Decimal("0.92"),
        "p_with": Decimal("0.86"),
        "p_without": Decimal("0.84"),
        "cheapest": "half of it",
        "needs": ("L1",),
        "approvers": (
            Approver(
                name="Ben Okafor",
                level="L1",
                username="ben@msp.example",
                link=f"https://127.0.0.1:7443/api/approvals/rnwl1_{'x' * 400}",
            ),
        ),
        "expires_at": datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC),
    }
    return Waiting.model_validate(values | over)


def a_change(**over):
    values = dict.fromkeys(("records", "events", "scores", "tasks", "posts"), 0)
    return Change.model_validate(values | over)


def a_result(**over):
    values = {
        "seed": 7,
        "as_of": TODAY,
        "today": TODAY,
        "earlier_runs": (),
        "first_sync": {"tickets": Counts(read=1006, processed=994, quarantined=12)},
        "second_sync": {},
        "portrait": a_portrait(),
        "requests": Requests(),
        "change": a_change(records=994, events=7, tasks=1, posts=1),
        "usage": Usage(
            halopsa_requests={"GET /api/Tickets": 12, "POST /api/Tickets": 1},
            storage_transactions={"tables.query": 1000, "queues.post": 24},
            seconds=61.4,
            peak_memory_mb=120,
        ),
    }
    return Result.model_validate(values | over)
