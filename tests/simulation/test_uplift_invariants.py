"""Each invariant about opportunities sees the violation that it is for."""

import json
from datetime import timedelta

import pytest

from tests.simulation.checker import violations
from tests.simulation.evidence import Evidence
from tests.simulation.invariants import uplift as rules
from tests.simulation.test_checker import NOON, timeline

WRITTEN = ("CrmWriteRequested", {"id": "d", "marker": "12:u1:uplift"})
OFFER = (
    "TaskRequested",
    {"id": "t", "effect_id": "t", "kind": "uplift_offer", "about": "u1"},
)


def found(one="u1", money="hours:301", cures=(), *, days=0):
    opportunity = {"key": money, "cures": list(cures)}
    at = {"at": NOON + timedelta(days=days)}
    return ("OpportunityIdentified", {"id": one, "opportunity": opportunity}, at)


def moved(kind, one="u1", *, days=0):
    return (f"Opportunity{kind}", {"id": one}, {"at": NOON + timedelta(days=days)})


FOUND, TAKEN = found(), moved("Qualified")
WON, LOST, GONE = moved("Won"), moved("Lost"), moved("Expired")


def broken(rule, *events, told=(), deals=(), **tables):
    rows = timeline(*events, key="12|-")
    evidence = Evidence(
        tables={"timeline": rows, **tables},
        upstream={"deals": [{"rnwl_key": key, "dealstage": s} for key, s in deals]},
        told=told,
    )
    return violations(evidence, [rule])


def at_risk(driver, *, since="2026-11-01"):
    weak = {"name": driver, "points": "0", "points_possible": "10"}
    score = {"band": "at_risk", "as_of_date": since, "drivers": [weak]}
    return [{"PartitionKey": "12", "RowKey": "301", "document": json.dumps(score)}]


@pytest.mark.parametrize(
    ("rule", "events"),
    [
        (rules.found_once, (FOUND, found("u2"))),
        (rules.found_once, (FOUND, TAKEN, GONE, found("u2", days=100))),
        (rules.found_once, (FOUND, moved("Rejected"), found("u2", days=100))),
        (rules.found_once, (FOUND, GONE, FOUND)),
        (rules.one_task, (FOUND, TAKEN)),
        (rules.one_task, (FOUND, OFFER)),
        (rules.one_task, (FOUND, TAKEN, OFFER, OFFER)),
        (rules.one_task, (FOUND, TAKEN, TAKEN, OFFER)),
        (rules.one_outcome, (FOUND, TAKEN, WON, LOST)),
        (rules.one_outcome, (FOUND, moved("Rejected"), TAKEN)),
        (rules.one_outcome, (FOUND, GONE, FOUND)),
        (rules.uplifts_projected, (FOUND,)),
        (rules.deals_follow, (FOUND, TAKEN, WRITTEN)),
    ],
)
def test_what_must_not_be_is_seen(rule, events):
    assert broken(rule, *events)


@pytest.mark.parametrize(
    ("rule", "events"),
    [
        (rules.found_once, (FOUND, FOUND, found("u2", "price:301"))),
        (rules.found_once, (FOUND, GONE, found("u2"))),
        (rules.found_once, (FOUND, TAKEN, WON, found("u2", days=180))),
        (rules.one_task, (FOUND, TAKEN, OFFER)),
        (rules.one_outcome, (FOUND, TAKEN, moved("Offered"), WON)),
        (rules.deals_follow, (FOUND, TAKEN)),
    ],
)
def test_what_may_be_is_let_be(rule, events):
    assert broken(rule, *events) == []


@pytest.mark.parametrize(
    ("events", "keys", "count"),
    [
        ((FOUND, TAKEN), ["12:u1:uplift"], 0),
        ((FOUND, TAKEN), ["12:u1:uplift", "12:u1:uplift"], 1),
        ((FOUND,), ["12:u1:uplift"], 1),
        ((FOUND,), ["12:301:1:renewal"], 0),
    ],
)
def test_a_deal_too_many_is_seen(events, keys, count):
    deals = [(key, "rnwl_t90") for key in keys]

    assert len(broken(rules.one_deal, *events, deals=deals)) == count


@pytest.mark.parametrize(("stage", "fine"), [("rnwl_t90", True), ("rnwl_won", False)])
def test_a_deal_at_another_stage_is_seen(stage, fine):
    events, deals = (FOUND, TAKEN, WRITTEN), [("12:u1:uplift", stage)]

    assert (broken(rules.deals_follow, *events, deals=deals) == []) is fine


@pytest.mark.parametrize(
    ("cures", "since", "fine"),
    [
        ((), "2026-11-01", False),
        (("csat",), "2026-11-01", False),
        (("csat", "hours_utilisation"), "2026-11-01", True),
        ((), "2026-12-01", True),
    ],
)
def test_a_pitch_to_a_customer_at_risk_is_seen(cures, since, fine):
    scores = at_risk("hours_utilisation", since=since)
    events = (found(cures=cures), TAKEN)

    assert (broken(rules.pitched_fairly, *events, readiness=scores) == []) is fine


def test_what_people_were_told_must_stand_there():
    told = [{"act": "won", "id": "u1"}, {"act": "qualified", "id": "u1"}]

    assert len(broken(rules.sales_told_truly, FOUND, TAKEN, told=told)) == 1


def test_a_projection_that_says_otherwise_is_seen():
    kept = [{"PartitionKey": "12|-", "RowKey": "u1", "stage": "qualified"}]

    assert broken(rules.uplifts_projected, FOUND, TAKEN, uplifts=kept) == []
    assert len(broken(rules.uplifts_projected, FOUND, uplifts=kept)) == 1
    assert len(broken(rules.uplifts_projected, uplifts=kept)) == 1
