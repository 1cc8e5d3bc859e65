"""Each invariant about concessions sees the violation that it is for."""

import pytest

from tests.simulation.checker import violations
from tests.simulation.evidence import Evidence
from tests.simulation.invariants import concessions as rules
from tests.simulation.test_checker import timeline

ASKED = {
    "id": "r1",
    "revision": 1,
    "chash": "h1",
    "requester": {"oid": "asker"},
    "editors": ["editor"],
}
REQUESTED = ("ConcessionRequested", ASKED)
REVISED = ("ConcessionRevised", {**ASKED, "revision": 2, "chash": "h2"})
APPLY = {"kind": "concession_apply", "about": "r1", "fields": {"concession_hash": "h1"}}
APPLY |= {"id": "t1", "effect_id": "t1", "marker": "[rnwl-0123456789ab]"}


def decided(
    oid="lead", *, result="approved", revision=1, chash="h1", verdict="approve"
):
    approval = {"oid": oid, "revision": revision, "chash": chash, "verdict": verdict}
    return ("ConcessionDecided", {"id": "r1", "result": result, "approval": approval})


def broken(rule, *events, told=()):
    rows = timeline(*events)
    return violations(Evidence(tables={"timeline": rows}, told=told), [rule])


@pytest.mark.parametrize(
    ("rule", "events"),
    [
        (rules.asked_once, (REQUESTED, REQUESTED)),
        (rules.decided_once, (REQUESTED, decided(), decided("chief"))),
        (
            rules.decided_once,
            (REQUESTED, decided(result="pending"), decided(result="pending")),
        ),
        (rules.decided_on_its_terms, (REQUESTED, decided(chash="h2"))),
        (rules.decided_on_its_terms, (REQUESTED, REVISED, decided())),
        (rules.decided_by_others, (REQUESTED, decided("asker"))),
        (rules.decided_by_others, (REQUESTED, decided("editor"))),
        (rules.applied_as_approved, (REQUESTED, ("TaskRequested", APPLY))),
        (rules.applied_as_approved, (REQUESTED, decided())),
        (
            rules.applied_as_approved,
            (REQUESTED, decided(chash="h2"), ("TaskRequested", APPLY)),
        ),
        (rules.carried_out, (REQUESTED, decided())),
    ],
)
def test_what_must_not_be_is_seen(rule, events):
    assert broken(rule, *events)


@pytest.mark.parametrize(
    "line",
    [
        {"act": "ask", "id": "r2"},
        {"act": "say", "id": "r1", "verdict": "reject"},
    ],
)
def test_what_people_were_told_must_stand_there(line):
    assert broken(rules.told_truly, REQUESTED, decided(), told=[line])


def test_two_approvals_that_were_both_needed_are_fine():
    events = (REQUESTED, decided(result="pending"), decided("chief"))

    assert broken(rules.decided_once, *events) == []


def test_what_a_person_was_asked_to_look_for_is_in_hand():
    failed = ("EffectFailed", {"id": "t1", "status": "unknown"})
    events = (REQUESTED, decided(), ("TaskRequested", APPLY), failed)

    assert broken(rules.carried_out, *events) == []


def test_what_was_applied_or_voided_is_carried_out():
    for last in ("ConcessionApplied", "ConcessionVoided"):
        events = (REQUESTED, decided(), (last, {"id": "r1"}))
        assert broken(rules.carried_out, *events) == []
