"""Requests that wait: each step once, at its hour, and dead when their time is over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.domain.contract import AutomationMode
from shared.domain.event import EventType
from shared.domain.renewal import EffectStatus
from tests.builders import END, auto, days
from tests.shared.workflow.concessions.office import (
    ASKER,
    CHIEF,
    CHIEF2,
    LEAD,
    LEAD2,
    LEVELS,
    NOW,
    STAND_IN,
    Office,
    a_draft,
    a_policy,
    delegated,
    without,
)
from tests.shared.workflow.story import kinds, of

APPROVAL, RESULT = "concession_approval", "concession_result"
LATER = datetime(2027, 2, 15, 17, tzinfo=UTC)
OPENED = {
    "decision_date": END.isoformat(),
    "owner_id": "5",
    "baseline_mrr_minor": 500_000,
    "currency": "GBP",
}
CLOSED = {"outcome": "renewed", "renewed_mrr_minor": 1, "readiness": None}


def office(*, policy=None, expires_at=LATER, **over):
    made = Office(**({"policy": policy} if policy else {}))
    made.request(expires_at=expires_at, **over)
    return made


def after(here, hours):
    here.now = NOW + timedelta(hours=hours)
    return here.chase()


@pytest.mark.parametrize("hours", [0, 1, 23.99])
def test_nothing_is_due_on_the_first_day(hours):
    assert after(office(), hours) == []


def test_after_a_day_the_one_who_was_asked_is_reminded():
    here = office()
    first = here.of().asks[0]

    events = after(here, 24)

    assert kinds(events) == ["TaskSuperseded", "TaskRequested", "ApprovalAsked"]
    assert here.asked() == [(LEAD, "L1", "first"), (LEAD, "L1", "reminder")]
    assert events[0].data == {
        "id": first.task_id,
        "reason": "a reminder took its place",
    }
    assert events[1].data["due_date"] == "2027-01-13"
    assert events[1].data["id"] != first.task_id
    assert here.of().asks[1].task_id == events[1].data["id"]
    assert here.of().asks[1].at == here.now
    assert here.open_tasks() == [(APPROVAL, "7")]


def test_f52_after_two_days_it_is_put_to_the_next_level():
    here = office()
    after(here, 24)

    events = after(here, 48)

    assert kinds(events) == ["TaskRequested", "ApprovalAsked"]
    assert here.asked()[2:] == [(CHIEF, "L1", "escalation")]
    assert events[0].data["due_date"] == "2027-01-15"
    assert here.open_tasks() == [(APPROVAL, "7"), (APPROVAL, "8")]
    assert here.troubles() == []


def test_f52_after_two_days_a_stand_in_is_asked_as_well():
    policy = a_policy(
        delegations=[delegated(LEAD, LEAD2), delegated(LEAD, STAND_IN)],
    )
    here = office(policy=policy)

    after(here, 48)

    assert here.asked()[1:] == [
        (LEAD2, "L1", "delegate"),
        (CHIEF, "L1", "escalation"),
    ]
    assert here.of().asks[1].on_behalf_of == LEAD
    assert here.of().asks[2].on_behalf_of == ""


def test_after_missed_days_nobody_is_reminded_of_what_goes_higher():
    here = office()

    after(here, 24 * 20)

    assert here.asked() == [(LEAD, "L1", "first"), (CHIEF, "L1", "escalation")]


@pytest.mark.parametrize("hours", [24, 30, 48, 72, 500])
def test_what_was_done_is_not_done_again(hours):
    here = office()
    after(here, hours)

    assert here.chase() == []
    assert after(here, hours + 1) == []


def test_f52_each_step_comes_once_in_all_hours_of_a_month():
    here = office()

    events = []
    for hour in range(24 * 34):
        events += after(here, hour)

    assert [why for _, _, why in here.asked()] == ["first", "reminder", "escalation"]
    assert len(of(events, "ApprovalAsked")) == 2
    assert here.of().open


def test_who_is_at_the_top_has_nobody_above_and_the_owner_hears():
    here = office(discount_bps=2000)

    after(here, 48)

    (trouble,) = here.state.exceptions.values()
    assert trouble.rule == "approval_unanswered"
    assert trouble.message == (
        "concession request r1: no answer for L2 within 48 hours, "
        "and nobody else to ask"
    )
    assert after(here, 49) == []


def test_once_somebody_can_be_asked_after_all_they_are():
    here = office(discount_bps=2000)
    after(here, 48)
    here.over = {"policy": a_policy(delegations=[delegated(CHIEF, CHIEF2)])}

    events = after(here, 60)

    assert here.asked()[-1] == (CHIEF2, "L2", "delegate")
    (closed,) = of(events, "ExceptionClosed")
    assert closed.summary.startswith("put to others: concession request r1: no answer")
    assert here.troubles() == []


def test_levels_that_are_silent_are_told_together_and_settled_together():
    here = office(hours=58, policy=a_policy(colleagues=without(CHIEF2, LEAD2)))

    after(here, 48)
    assert here.asked()[2:] == []
    (trouble,) = here.state.exceptions.values()
    assert "no answer for L1 and L2 within" in trouble.message
    assert after(here, 49) == []


def test_one_silent_level_beside_one_that_was_put_on_is_told_once():
    here = office(hours=58)

    after(here, 48)

    assert here.asked()[2:] == [(CHIEF2, "L1", "escalation")]
    assert here.troubles() == ["approval_unanswered"]
    assert after(here, 49) == []


def test_nobody_is_asked_for_two_levels_at_once():
    boss = {"oid": ASKER, "name": "Boss", "agent": "5", "level": "L3"}
    levels = [*LEVELS, {**LEVELS[1], "name": "L3", "role": "L3"}]
    colleagues = [*without(LEAD2, CHIEF2, ASKER), boss]
    who = a_draft().requester.model_copy(update={"oid": "oid-other"})
    policy = a_policy(levels=levels, colleagues=colleagues)
    here = office(hours=58, policy=policy, requester=who)

    after(here, 48)

    assert here.asked()[2:] == [(ASKER, "L1", "escalation")]
    assert here.troubles() == ["approval_unanswered"]


def test_who_has_answered_is_not_reminded():
    here = office(hours=58)
    here.decide(LEAD)

    after(here, 24)

    assert here.asked()[2:] == [(CHIEF, "L2", "reminder")]
    assert here.open_tasks() == [(APPROVAL, "8")]


def test_a_stand_in_of_several_is_asked_once():
    policy = a_policy(
        delegations=[delegated(LEAD, STAND_IN), delegated(CHIEF, STAND_IN)]
    )
    here = office(hours=58, policy=policy)

    after(here, 48)

    assert [oid for oid, _, why in here.asked() if why == "delegate"] == [STAND_IN]


def test_a_new_revision_is_chased_anew():
    here = office()
    after(here, 48)
    here.revise(discount_bps=400, expires_at=LATER)

    assert after(here, 71) == []
    after(here, 72)

    assert here.asked() == [(LEAD, "L1", "first"), (LEAD, "L1", "reminder")]


def test_a_vacancy_is_filled_once_somebody_is_there():
    here = office(policy=a_policy(colleagues=without(LEAD, LEAD2, CHIEF, CHIEF2)))
    assert here.troubles() == ["approval_stuck"]
    assert after(here, 1) == []

    here.over = {}
    after(here, 100)

    assert here.asked() == [(LEAD, "L1", "first")]
    assert here.troubles() == []
    assert after(here, 123) == []
    assert kinds(after(here, 124)) == [
        "TaskSuperseded",
        "TaskRequested",
        "ApprovalAsked",
    ]


def test_a_requirement_that_rose_is_put_to_the_higher_level():
    here = Office()
    here.request("r1", discount_bps=600, expires_at=LATER)
    here.request("r2", discount_bps=600, expires_at=LATER)
    here.decide(LEAD, "r1")

    events = here.chase()

    assert kinds(events) == ["TaskSuperseded", "TaskRequested", "ApprovalAsked"]
    assert events[0].data["reason"] == "it needs the approval of L2 now"
    assert here.asked("r2") == [(LEAD, "L1", "first"), (CHIEF, "L2", "first")]
    assert here.of("r2").requirement.levels == ("L2",)
    assert "(with 1 earlier concession" in events[1].data["details"]
    assert here.chase() == []


def test_whom_a_risen_requirement_is_put_to_is_not_asked_for_the_lower_level_too():
    lenient = a_policy(margin_floor="0.10")
    here = office(policy=lenient, hours=58)
    here.now = NOW + timedelta(hours=48)
    here.over = {}  # the floor is 30 percent again

    here.chase()

    assert here.asked() == [
        (LEAD, "L1", "first"),
        (CHIEF, "L2", "first"),
        (CHIEF2, "L1", "escalation"),
    ]


def test_a_request_expires_at_its_hour():
    here = office(expires_at=NOW + timedelta(hours=36))
    assert kinds(after(here, 35.99))[-1] == "ApprovalAsked"

    events = after(here, 36)

    assert kinds(events) == ["ConcessionExpired", "TaskSuperseded", "TaskRequested"]
    reason = "it expired on 2027-01-12 21:00 UTC"
    assert events[0].data == {"id": "r1", "reason": reason, "prior": "pending"}
    assert events[0].summary == f"concession request expired: {reason}"
    assert events[2].data["details"].endswith(f"It counts no more: {reason}.")
    assert (here.of().status, here.of().note) == ("expired", reason)
    assert here.open_tasks() == [(RESULT, "5")]
    assert here.chase() == []


def test_30_missed_days_are_one_catch_up():
    here = office()

    events = after(here, 24 * 40)

    assert kinds(events) == ["ConcessionExpired", "TaskSuperseded", "TaskRequested"]
    assert here.chase() == []


@pytest.mark.parametrize(
    ("today", "expired"), [(date(2027, 1, 20), False), (date(2027, 1, 21), True)]
)
def test_ap9_a_date_that_moved_earlier_ends_a_request(today, expired):
    """With 69 days of notice the decision is due on 21 January."""
    here = office()
    here.over = {"terms": auto(END, days(69))}
    here.now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)

    here.chase()

    assert (here.of().status == "expired") is expired
    if expired:
        assert here.of().note == "its renewal's next date, 2027-01-21, has come"


def test_days_are_the_moments_own_wherever_the_msp_is():
    """In Auckland it is the decision day already when the request is made."""
    here = Office()
    here.now = datetime(2027, 3, 30, 20, tzinfo=UTC)
    here.over = {"today": date(2027, 3, 31)}

    here.request(expires_at=datetime(2027, 3, 30, 23, tzinfo=UTC))

    assert here.chase() == []
    assert here.may(LEAD).power.level == "L1"


def test_a_request_whose_dates_have_all_passed_is_over():
    here = office()
    event = here.story.events[0]
    terms = {**event.data["terms"], "term_end": "2026-10-31"}
    here.story.happened(
        EventType.CONCESSION_REVISED, data={**event.data, "terms": terms}
    )

    here.chase()

    assert here.of().note == "its renewal's next date, 2026-10-31, has come"


@pytest.mark.parametrize("moved", [False, True])
def test_a_request_expires_with_its_renewal(moved):
    here = office()
    happened = here.story.happened
    happened(EventType.RENEWAL_OPENED, data=OPENED, term_end=END)
    happened(EventType.STAGE_ENTERED, stage="t90", term_end=END)
    if moved:
        dates = {"decision_date": "2027-02-28", "stage": "t90"}
        happened(EventType.RENEWAL_REBASED, data=dates, term_end=date(2027, 2, 28))
    happened(EventType.RENEWAL_CLOSED, data=CLOSED, stage="closed", term_end=END)

    events = here.chase()

    reason = "its renewal was closed as renewed"
    assert events[0].data["reason"] == reason
    assert (here.of().status, here.of().kept) == ("expired", True)


def test_the_close_of_another_renewal_changes_nothing():
    here = office()
    opened = {**OPENED, "decision_date": "2026-03-31"}
    end = date(2026, 3, 31)
    here.story.happened(EventType.RENEWAL_OPENED, data=opened, term_end=end)
    here.story.happened(EventType.RENEWAL_CLOSED, data=CLOSED, term_end=end)

    assert here.chase() == []
    assert here.of().kept is None


def test_what_is_settled_is_left_alone():
    here = office()
    here.decide(LEAD)

    assert after(here, 24 * 60) == []


def test_all_requests_of_a_contract_are_chased():
    here = Office()
    here.request("r1", discount_bps=100, expires_at=LATER)
    here.request("r2", discount_bps=100, expires_at=LATER)

    events = after(here, 24)

    assert [e.data["id"] for e in of(events, "ApprovalAsked")] == ["r1", "r2"]


def test_in_shadow_the_chase_is_recorded_and_nothing_goes_out():
    here = Office(mode=AutomationMode.SHADOW)
    here.request(expires_at=LATER)

    for hours in (24, 48, 24 * 40):
        after(here, hours)

    assert here.of().status == "expired"
    statuses = {effect.status for effect in here.state.effects.values()}
    assert statuses == {EffectStatus.SHADOW}


def test_the_hours_are_the_playbooks():
    policy = a_policy(remind_after_hours=2, escalate_after_hours=4, levels=LEVELS)
    here = office(policy=policy)

    assert after(here, 1.9) == []
    after(here, 2)
    after(here, 4)

    assert [why for _, _, why in here.asked()] == ["first", "reminder", "escalation"]
    reminder = here.state.tasks[here.of().asks[1].task_id]
    assert reminder.due_date == date(2027, 1, 11)
