"""A decision: what it needs, what it records, and what follows from it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.domain.errors import InvalidInput
from shared.workflow.concessions.decision import decide_request
from shared.workflow.concessions.refusal import Code, Refused
from shared.workflow.concessions.words import terms_in_words
from tests.shared.workflow.concessions.office import (
    CHIEF,
    CHIEF2,
    L1,
    LEAD,
    LEAD2,
    NOW,
    STAND_IN,
    TID,
    Office,
    a_basis,
    a_draft,
    a_link,
    a_person,
    a_policy,
    delegated,
    yes,
)
from tests.shared.workflow.story import kinds, of

APPLY, CONDITION = "concession_apply", "concession_condition"


def office(**over):
    made = Office()
    made.request(**over)
    return made


def refused(act):
    with pytest.raises(Refused) as error:
        act()
    return error.value.refusal.code


def test_ap23_a_decision_records_all_that_proves_it():
    here = office()
    here.wait(minutes=30)

    (event, *_) = here.decide(LEAD, reason=" worth it ", ip_hash="ip-1")

    found = here.of()
    assert event.type == "ConcessionDecided"
    assert (event.data["prior"], event.data["result"]) == ("pending", "approved")
    assert event.data["policy_version"] == here.desk().decision.book.version
    assert event.data["requirement"] == found.requirement.model_dump(mode="json")
    (approval,) = found.approvals
    assert event.data["approval"] == approval.model_dump(mode="json")
    assert (approval.tid, approval.oid, approval.name) == (TID, LEAD, "Lead")
    assert (approval.level, approval.role, approval.on_behalf_of) == ("L1", L1, "")
    assert approval.limit.startswith("L1: depth up to 10 percent")
    assert (approval.chash, approval.revision) == (found.chash, 1)
    assert approval.at == approval.signed_in_at == here.now
    assert (approval.amr, approval.ip_hash) == (("pwd", "mfa"), "ip-1")
    assert (approval.verdict, approval.reason) == ("approve", "worth it")
    assert approval.expected_p == Decimal("0.9")
    assert approval.expected_margin_minor == 3_000_000
    assert (approval.counter_bps, approval.break_glass) == (None, False)
    assert event.summary == "Lead says approve for L1: the request is approved"
    assert event.term_end == found.terms.term_end


def test_ap23_replaying_the_timeline_reproduces_the_decision():
    here = office(hours=58)
    here.decide(LEAD)
    here.decide(CHIEF)

    assert here.story.refolded() == here.state
    assert [one.oid for one in here.of().approvals] == [LEAD, CHIEF]


def test_an_approval_is_applied_by_who_asked():
    here = office()

    events = here.decide(LEAD)

    assert kinds(events) == ["ConcessionDecided", "TaskSuperseded", "TaskRequested"]
    assert (here.of().status, here.of().settled_at) == ("approved", NOW)
    assert here.open_tasks() == [(APPLY, "5")]
    (task,) = of(events, "TaskRequested")
    assert "Discount: 5 percent off the entitled price" in task.data["details"]
    assert (task.data["about"], task.data["due_date"]) == ("r1", "2027-01-13")
    assert task.data["fields"] == {
        "concession_id": "r1",
        "concession_kind": "discount",
        "concession_depth": "0.050000",
        "concession_terms": terms_in_words(here.of().terms),
        "concession_hash": here.of().chash,
        "concession_approved_by": "Lead",
        "concession_approved_at": NOW.isoformat(),
    }
    (withdrawn,) = of(events, "TaskSuperseded")
    assert withdrawn.data["reason"] == "the request was approved"


def test_without_an_agent_of_the_requester_the_contracts_owner_applies_it():
    who = a_draft().requester.model_copy(update={"agent_id": ""})
    here = office(requester=who)
    here.over = {"stand_ins": {"5": "6"}}

    here.decide(LEAD)

    assert here.open_tasks() == [(APPLY, "6")]


def test_each_condition_becomes_a_task():
    here = office()

    here.decide(
        LEAD,
        verdict="approve_with_conditions",
        conditions=(" sign 24 months ", "pay by card", "", "pay by card"),
    )

    assert here.of().approvals[0].conditions == (
        "sign 24 months",
        "pay by card",
        "pay by card",
    )
    tasks = [t for t in here.state.tasks.values() if t.kind == CONDITION]
    assert [t.assignee_id for t in tasks] == ["5", "5"]
    assert [t.summary.partition(":")[0][-3:] for t in tasks] == ["(1)", "(2)"]
    details = [here.state.effects[t.id].details for t in tasks]
    assert [text.splitlines()[-1] for text in details] == [
        "sign 24 months",
        "pay by card",
    ]


def test_the_conditions_of_all_approvers_count():
    here = office(hours=58)
    says = {"verdict": "approve_with_conditions"}

    here.decide(LEAD, conditions=("one",), **says)
    assert here.open_tasks() == [("concession_approval", "8")]
    here.decide(CHIEF, conditions=("two",), **says)

    assert here.open_tasks() == [(APPLY, "5"), (CONDITION, "5"), (CONDITION, "5")]


def test_a_decision_is_told_in_words():
    here = office()

    (event, *_) = here.decide(
        LEAD, verdict="approve_with_conditions", conditions=("sign",)
    )

    assert event.summary == (
        "Lead says approve with conditions for L1: the request is approved"
    )


def test_ap23_the_sign_ins_context_is_kept_where_there_is_one():
    here = office()

    here.decide(LEAD, person=a_person(LEAD, acrs=("c1",)))

    assert here.of().approvals[0].acrs == ("c1",)


def test_a_depth_that_nobody_knows_is_left_open_in_the_fields():
    here = office(entitled_mrr_minor=0, current_mrr_minor=0, discount_bps=0)

    here.decide(CHIEF)
    (*_, task) = here.decide(CHIEF2)

    assert task.data["fields"]["concession_depth"] == ""


def test_a_condition_without_that_verdict_is_not_kept():
    here = office()

    here.decide(LEAD, conditions=("sign",))

    assert here.of().approvals[0].conditions == ()
    assert here.open_tasks() == [(APPLY, "5")]


def test_the_first_of_two_approvals_leaves_the_request_pending():
    here = office(hours=58)

    events = here.decide(LEAD)

    assert kinds(events) == ["ConcessionDecided", "TaskSuperseded"]
    assert events[0].data["result"] == "pending"
    assert events[1].data["reason"] == "Lead has decided"
    assert (here.of().status, here.of().settled_at) == ("pending", None)
    assert here.open_tasks() == [("concession_approval", "8")]


def test_two_different_people_of_the_top_decide_what_leaves_little():
    here = office(hours=45, discount_bps=2000)

    here.decide(CHIEF)
    assert refused(lambda: here.decide(CHIEF)) is Code.TWICE
    assert here.of().status == "pending"
    here.decide(CHIEF2)

    assert here.of().status == "approved"


@pytest.mark.parametrize("levels", [1, 2])
def test_one_rejection_is_enough(levels):
    here = office(hours=58 if levels > 1 else 20)

    events = here.decide(LEAD, verdict="reject", reason="too dear", expected_p=None)

    assert here.of().status == "rejected"
    assert (here.of().note, here.of().settled_at) == ("too dear", NOW)
    assert here.open_tasks() == [("concession_result", "5")]
    told = of(events, "TaskRequested")[0]
    assert told.data["details"].endswith("Lead: rejected.\ntoo dear")
    assert told.data["due_date"] == "2027-01-12"
    assert of(events, "TaskSuperseded")[0].data["reason"] == "it is rejected"


def test_a_counter_tells_the_requester_what_is_offered():
    here = office()

    events = here.decide(LEAD, verdict="counter", counter_bps=250, reason="")

    assert here.of().status == "countered"
    assert here.of().approvals[0].counter_bps == 250
    (told,) = of(events, "TaskRequested")
    assert told.data["details"].endswith(
        "Lead: countered.\nOffered instead: 2.5 percent off the entitled price."
    )


def test_a_counter_offer_without_that_verdict_is_not_kept():
    here = office()

    here.decide(LEAD, counter_bps=250)

    assert here.of().approvals[0].counter_bps is None


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"verdict": "reject", "reason": ""}, "reason"),
        ({"verdict": "reject", "reason": " \n"}, "reason"),
        ({"verdict": "counter"}, "counter_bps"),
        ({"verdict": "counter", "counter_bps": -1}, "counter_bps"),
        ({"verdict": "counter", "counter_bps": 10_001}, "counter_bps"),
        ({"verdict": "approve_with_conditions"}, "conditions"),
        ({"verdict": "approve_with_conditions", "conditions": (" ",)}, "conditions"),
        ({"conditions": tuple("abcdefghijklmnopqrstu")}, "conditions"),
        ({"expected_p": None}, "expected_p"),
        ({"expected_p": Decimal("-0.01")}, "expected_p"),
        ({"expected_p": Decimal("1.01")}, "expected_p"),
        ({"expected_margin_minor": None}, "expected_margin_minor"),
        (
            {
                "verdict": "approve_with_conditions",
                "conditions": ("x",),
                "expected_p": None,
            },
            "expected_p",
        ),
    ],
    ids=str,
)
def test_ap17_what_a_verdict_needs_is_refused_by_its_field(over, field):
    here = office()
    before = len(here.events)

    with pytest.raises(InvalidInput) as error:
        here.decide(LEAD, **over)

    assert str(error.value).partition(":")[0] == field
    assert len(here.events) == before


@pytest.mark.parametrize(
    "over",
    [
        {"expected_p": Decimal(0)},
        {"expected_p": Decimal(1)},
        {"expected_margin_minor": 0},
        {"reason": ""},
        {"verdict": "counter", "counter_bps": 0, "expected_p": None},
        {"verdict": "counter", "counter_bps": 10_000},
        {"verdict": "reject", "expected_margin_minor": None},
        {
            "verdict": "approve_with_conditions",
            "conditions": tuple("abcdefghijklmnopqrst"),
        },
    ],
    ids=str,
)
def test_ap17_what_is_enough_is_taken(over):
    assert len(office().decide(LEAD, **over)) > 1


def test_a_field_is_named_with_what_needs_it():
    with pytest.raises(InvalidInput, match="conditions: approve with conditions needs"):
        office().decide(LEAD, verdict="approve_with_conditions")


def test_who_may_not_decide_is_refused_before_the_form_is_read():
    here = office()

    with pytest.raises(Refused) as error:
        here.decide(CHIEF, person=a_person(CHIEF, guest=True), expected_p=None)

    assert error.value.refusal.code is Code.GUEST
    assert str(error.value) == "concession request r1: guests don't decide"


def test_a_decision_needs_its_link():
    here = office()
    ballot = yes(a_person(LEAD), None)

    def decide():
        return list(
            decide_request(
                here.state,
                here.desk(),
                request_id="r1",
                ballot=ballot,
                basis=a_basis(here.of().terms),
            )
        )

    assert refused(decide) is Code.NOT_ASSIGNEE


@pytest.mark.parametrize("verdict", ["approve", "approve_with_conditions"])
def test_ap15_what_is_beyond_all_limits_is_never_granted(verdict):
    here = office(discount_bps=5000)

    with pytest.raises(Refused) as error:
        here.decide(CHIEF, verdict=verdict, conditions=("x",))

    assert error.value.refusal.code is Code.BEYOND_LIMITS
    assert "nobody may grant it: depth 50 percent" in error.value.refusal.text


@pytest.mark.parametrize("oid", [LEAD, CHIEF])
@pytest.mark.parametrize("verdict", ["reject", "counter"])
def test_what_is_beyond_all_limits_can_be_turned_down(verdict, oid):
    here = office(discount_bps=5000)

    here.decide(oid, verdict=verdict, counter_bps=100)

    assert here.of().status == f"{verdict}ed"
    assert here.troubles() == []


def test_f46_of_two_deciders_one_decides_and_the_other_sees_it():
    here = office()
    link = a_link(here.of(), LEAD2)
    here.decide(LEAD, verdict="reject")

    late = {"person": a_person(LEAD2), "link": link}

    assert refused(lambda: here.decide(LEAD2, **late)) is Code.NOT_PENDING
    assert refused(lambda: here.decide(LEAD)) is Code.NOT_PENDING
    assert here.of().status == "rejected"


def test_ap8_one_link_decides_once():
    here = office(hours=58)
    link = a_link(here.of(), LEAD)
    here.decide(LEAD, link=link)

    assert refused(lambda: here.decide(LEAD, link=link)) is Code.TWICE
    here.decide(CHIEF)
    assert refused(lambda: here.decide(LEAD, link=link)) is Code.NOT_PENDING
    assert len(here.of().approvals) == 2


def test_f47_a_link_to_what_was_changed_since_is_dead():
    here = office()
    link = a_link(here.of())
    here.revise(discount_bps=900)

    assert refused(lambda: here.decide(LEAD, link=link)) is Code.OTHER_REVISION


def test_ap7_nothing_is_decided_when_the_contract_has_changed():
    here = office()
    basis = a_basis(here.of().terms).model_copy(update={"entitled_mrr_minor": 510_000})

    with pytest.raises(Refused) as error:
        here.decide(LEAD, basis=basis)

    assert error.value.refusal.code is Code.OTHER_TERMS
    assert error.value.refusal.text == "entitled mrr minor was 500000 and is 510000"


def test_ap13_who_stands_in_is_recorded_with_whom_they_stand_in_for():
    here = Office(policy=a_policy(delegations=[delegated(LEAD, STAND_IN)]))
    here.request()

    here.decide(STAND_IN)

    (approval,) = here.of().approvals
    assert (approval.oid, approval.on_behalf_of) == (STAND_IN, LEAD)
    assert (approval.level, approval.role) == ("L1", L1)


def test_a_requirement_that_rose_is_the_one_recorded():
    here = Office()
    here.request("r1", discount_bps=600)
    here.request("r2", discount_bps=600)
    here.decide(LEAD, "r1")

    here.decide(CHIEF, "r2")

    assert here.of("r2").requirement.levels == ("L2",)
    assert here.of("r2").status == "approved"


def test_a_sign_in_is_too_old_after_a_quarter_of_an_hour():
    here = office()
    old = a_person(LEAD, auth_at=NOW - timedelta(minutes=16))

    assert refused(lambda: here.decide(LEAD, person=old)) is Code.SIGN_IN_TOO_OLD
