"""Breaking the glass: two people, a day, and somebody who looks into it."""

from datetime import timedelta

import pytest

from shared.domain.errors import InvalidInput
from shared.domain.event import EventType
from shared.workflow.concessions.eligibility import Link
from shared.workflow.concessions.glass import may_break_glass
from shared.workflow.concessions.refusal import Code, Refusal, Refused
from tests.shared.workflow.concessions.office import (
    ASKER,
    CHIEF,
    L1,
    L2,
    LEAD,
    LEAD2,
    PEER,
    REQUESTER,
    STAND_IN,
    Office,
    a_basis,
    a_draft,
    a_link,
    a_person,
    a_policy,
    delegated,
    without,
)
from tests.shared.workflow.story import kinds, of

DAY = timedelta(hours=24)


def office(**over):
    """Give an office whose request is beyond all limits."""
    made = Office(**over)
    made.request(discount_bps=5000)
    return made


def refused(act):
    with pytest.raises(Refused) as error:
        act()
    return error.value.refusal.code


def test_ap24_the_first_of_two_changes_nothing_yet():
    here = office()

    events = here.break_glass(LEAD)

    assert kinds(events) == ["GlassBroken"]
    assert events[0].data["result"] == "pending"
    assert events[0].summary == (
        "Lead says approve, breaking the glass: the request is pending"
    )
    (vote,) = here.of().approvals
    assert (vote.break_glass, vote.level, vote.role) == (True, "L1", L1)
    assert vote.limit == "none: the glass was broken"
    assert here.of().open


def test_ap24_two_people_grant_what_nobody_may():
    here = office()
    here.break_glass(LEAD)
    here.wait(hours=23)

    events = here.break_glass(LEAD2)

    assert kinds(events) == [
        "GlassBroken",
        "TaskSuperseded",
        "TaskSuperseded",
        "ExceptionClosed",
        "TaskRequested",
        "TaskRequested",
    ]
    assert (events[0].data["prior"], events[0].data["result"]) == (
        "pending",
        "approved",
    )
    assert here.of().status == "approved"
    assert here.open_tasks() == [("concession_apply", "5"), ("glass_review", "8")]
    assert here.troubles() == []


def test_ap24_the_owner_reviews_it_whatever_becomes_of_it():
    here = office()
    here.break_glass(LEAD)
    here.break_glass(CHIEF)
    review = next(t for t in here.state.tasks.values() if t.kind == "glass_review")
    assert (review.due_date.isoformat(), review.about) == ("2027-01-18", "r1")
    assert "Depth: 50 percent" in here.state.effects[review.id].details

    here.withdraw()

    assert here.open_tasks() == [("glass_review", "8")]


def test_ap24_a_review_that_nobody_owns_is_an_exception():
    here = office(msp_owner_id=None)
    here.break_glass(LEAD)

    here.break_glass(LEAD2)

    assert here.open_tasks() == [("concession_apply", "5"), ("glass_review", None)]
    trouble = here.state.exceptions["glass_review_unowned:r1:1"]
    assert trouble.message == (
        "concession request r1: the glass was broken, and the playbook names no MSP "
        "owner to review it"
    )
    assert here.troubles() == ["glass_review_unowned"]


def test_ap24_conditions_count_too():
    here = office()
    says = {"verdict": "approve_with_conditions"}
    here.break_glass(LEAD, conditions=("one",), **says)

    here.break_glass(LEAD2, conditions=("two",), **says)

    assert [kind for kind, _ in here.open_tasks()].count("concession_condition") == 2


@pytest.mark.parametrize(("waited", "together"), [(DAY, False), (DAY * 0.99, True)])
def test_ap24_both_have_to_act_within_a_day(waited, together):
    here = office()
    here.break_glass(LEAD)
    here.wait(seconds=waited.total_seconds())

    here.break_glass(LEAD2)

    assert (here.of().status == "approved") is together


def test_ap24_nobody_does_it_twice():
    here = office()
    here.break_glass(LEAD)

    assert refused(lambda: here.break_glass(LEAD)) is Code.TWICE


def test_ap24_after_a_day_the_first_may_begin_again():
    here = office()
    here.break_glass(LEAD)
    here.wait(days=1)

    here.break_glass(LEAD)

    assert here.of().open


def code(here, oid=LEAD, *, person=None, link=None):
    found = may_break_glass(
        here.desk(), request=here.of(), person=person or here.person(oid), link=link
    )
    return found.code if isinstance(found, Refusal) else None


@pytest.mark.parametrize(
    ("oid", "over", "expected"),
    [
        (LEAD, {}, None),
        (CHIEF, {}, None),
        (LEAD, {"guest": True}, Code.GUEST),
        (LEAD, {"application": True}, Code.APPLICATION),
        (LEAD, {"tid": "tid-2"}, Code.OTHER_TENANT),
        (LEAD, {"roles": frozenset({REQUESTER})}, Code.NO_ROLE),
        (LEAD, {"roles": frozenset({L2})}, Code.NO_ROLE),
        (PEER, {"roles": frozenset({L1, L2})}, Code.NO_ROLE),
        ("oid-x", {"roles": frozenset({L1})}, Code.NO_COLLEAGUE),
        (ASKER, {"roles": frozenset({L1, L2})}, Code.NO_ROLE),
        (LEAD, {"auth_at": None}, Code.SIGN_IN_TOO_OLD),
    ],
)
def test_ap24_all_but_the_limits_still_counts(oid, over, expected):
    assert code(office(), person=a_person(oid, **over)) == expected


def test_ap24_neither_requester_nor_editor_breaks_the_glass():
    here = Office()
    who = a_draft().requester.model_copy(update={"oid": CHIEF})
    here.request(requester=who, discount_bps=5000)
    editor = here.person(LEAD, roles=frozenset({REQUESTER, L1}))
    here.revise(person=editor, discount_bps=6000)

    assert code(here, CHIEF) is Code.OWN_REQUEST
    assert code(here, LEAD) is Code.OWN_REQUEST
    assert code(here, LEAD2) is None


def test_ap24_who_only_stands_in_does_not_break_the_glass():
    here = office(policy=a_policy(delegations=[delegated(CHIEF, STAND_IN)]))

    assert code(here, STAND_IN) is Code.LEVEL_TOO_LOW


def test_ap24_a_leader_with_a_lent_level_breaks_it_with_their_own():
    here = office(policy=a_policy(delegations=[delegated(CHIEF, LEAD)]))

    here.break_glass(LEAD)

    assert here.of().approvals[0].on_behalf_of == ""


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, None),
        ({"oid": CHIEF}, Code.NOT_ASSIGNEE),
        ({"revision": 7}, Code.OTHER_REVISION),
        ({"chash": "0" * 64}, Code.OTHER_TERMS),
    ],
    ids=str,
)
def test_ap24_a_link_is_checked_where_there_is_one(over, expected):
    here = office()
    link = a_link(here.of(), **over)
    assert isinstance(link, Link)

    assert code(here, link=link) == expected


def test_ap24_a_link_to_somebody_else_breaks_no_glass():
    here = office()
    link = a_link(here.of(), CHIEF)

    with pytest.raises(Refused, match="concession request r1: the link was made for"):
        here.break_glass(LEAD, link=link)

    assert here.of().approvals == ()


def test_ap24_it_can_be_done_without_a_link():
    here = office()

    here.break_glass(LEAD, link=None)

    assert len(here.of().approvals) == 1


def test_ap24_what_is_settled_stays_so():
    here = office()
    here.decide(CHIEF, verdict="reject")

    assert code(here) is Code.NOT_PENDING


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ({"reason": " "}, "reason: breaking the glass needs it"),
        ({"verdict": "reject"}, "verdict: the glass is broken to approve"),
        ({"expected_p": None}, "expected_p: approve needs it"),
    ],
    ids=str,
)
def test_ap17_breaking_the_glass_needs_its_reasons(over, message):
    with pytest.raises(InvalidInput) as error:
        office().break_glass(LEAD, **over)

    assert str(error.value) == message


def test_ap7_the_glass_is_not_broken_for_other_terms():
    here = office()
    basis = a_basis(here.of().terms).model_copy(update={"currency": "EUR"})

    assert refused(lambda: here.break_glass(LEAD, basis=basis)) is Code.OTHER_TERMS


def test_a_vote_to_break_the_glass_is_no_approval():
    here = Office()
    here.request(hours=58)
    here.break_glass(LEAD)

    here.decide(CHIEF)

    assert here.of().open
    here.decide(LEAD)
    assert here.of().status == "approved"


def test_an_approval_is_no_vote_to_break_the_glass():
    here = Office()
    here.request(hours=58)
    here.decide(LEAD)

    here.break_glass(LEAD2)

    assert here.of().open


@pytest.mark.parametrize(("waited", "status"), [(DAY * 0.99, "approved"), (DAY, None)])
def test_ap24_a_broken_glass_counts_for_a_day(waited, status):
    here = office()
    here.break_glass(LEAD)
    here.break_glass(LEAD2)
    here.wait(seconds=waited.total_seconds())

    here.chase()

    assert here.of().status == (status or "voided")


def test_ap24_what_ran_out_is_taken_back_and_told():
    here = office()
    here.break_glass(LEAD)
    here.break_glass(LEAD2)
    here.wait(days=1)

    events = here.chase()

    reason = "the glass was broken and it was not applied within 24 hours"
    (gone,) = of(events, "ConcessionVoided")
    assert gone.data == {"id": "r1", "reason": reason, "prior": "approved"}
    assert here.of().note == reason
    (withdrawn,) = of(events, "TaskSuperseded")
    assert withdrawn.data["reason"] == reason
    assert here.open_tasks() == [("concession_result", "5"), ("glass_review", "8")]
    assert (
        of(events, "TaskRequested")[0]
        .data["details"]
        .endswith(f"It counts no more: {reason}.")
    )
    assert here.chase() == []


def test_ap24_what_was_applied_in_time_stays():
    here = office()
    here.break_glass(LEAD)
    here.break_glass(LEAD2)
    here.story.happened(EventType.CONCESSION_APPLIED, data={"id": "r1"})
    here.wait(days=3)

    assert here.chase() == []
    assert here.of().status == "applied"


def test_an_approval_by_the_rules_does_not_run_out():
    here = Office()
    here.request(hours=58)
    here.break_glass(LEAD2)
    here.decide(LEAD)
    here.decide(CHIEF)
    here.wait(days=3)

    assert here.chase() == []


def test_a_vote_between_two_approvals_makes_no_broken_glass():
    here = Office()
    here.request(hours=58)
    here.decide(LEAD)
    here.break_glass(LEAD2)
    here.decide(CHIEF)
    here.wait(days=3)

    assert here.chase() == []


def test_each_refusal_says_why():
    here = office(policy=a_policy(delegations=[delegated(CHIEF, STAND_IN)]))
    here.break_glass(LEAD)

    with pytest.raises(Refused, match=": who only stands in for others does not"):
        here.break_glass(STAND_IN)
    with pytest.raises(Refused, match=": you have broken the glass already"):
        here.break_glass(LEAD)


def test_nobody_breaks_the_glass_who_is_not_on_the_playbook():
    here = office(policy=a_policy(colleagues=without(LEAD)))

    assert code(here) is Code.NO_COLLEAGUE
