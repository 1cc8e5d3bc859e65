"""A renewal's ordinary life: quiet, opened, led through its stages, caught up."""

from datetime import date, timedelta

import pytest

from shared.domain.contract import RenewalMode
from shared.domain.event import EventType
from shared.domain.renewal import Stage
from shared.domain.score import Band
from shared.workflow.situation import FinishedTask
from tests.builders import END, a_contract, a_playbook, a_score, auto, days, terms
from tests.shared.workflow.story import Story, kinds, of, requested, stages

T90, T60, T30 = date(2026, 12, 31), date(2027, 1, 30), date(2027, 3, 1)
HOLDOVER = date(2027, 4, 1)


def test_a_healthy_contract_inside_its_term_is_left_alone():
    story = Story()

    events = story.days(date(2026, 3, 1), T90 - timedelta(days=1))

    assert events == []


@pytest.mark.parametrize("today", [T90, T60, T30, END, HOLDOVER])
def test_deciding_twice_on_a_day_changes_nothing(today):
    story = Story(score=a_score())
    story.day(today)

    assert story.day(today) == []


def test_a_renewal_opens_when_its_window_begins():
    events = Story().day(T90)

    assert kinds(events) == [
        EventType.RENEWAL_OPENED,
        EventType.STAGE_ENTERED,
        EventType.TASK_REQUESTED,
        EventType.TASK_REQUESTED,
    ]
    assert events[0].data == {
        "decision_date": "2027-03-31",
        "owner_id": "5",
        "baseline_mrr_minor": 100_000,
        "currency": "GBP",
    }


@pytest.mark.parametrize(
    ("today", "stage", "expected"),
    [
        (T90, "t90", ["readiness_review", "stakeholder_check"]),
        (T60, "t60", ["customer_checkpoint"]),
        (T30, "t30", ["proposal", "decision_call"]),
        (END, "decision", ["record_decision"]),
        (HOLDOVER, "holdover", ["holdover_call"]),
    ],
)
def test_each_stage_asks_for_its_tasks_on_its_first_day(today, stage, expected):
    story = Story()
    story.days(T90, today - timedelta(days=1))

    events = story.day(today)

    assert stages(events) == [stage]
    assert requested(events) == expected
    assert {event.stage for event in of(events, EventType.TASK_REQUESTED)} == {stage}


def test_the_stages_of_a_whole_term_are_entered_once_and_in_order():
    events = Story().days(date(2026, 11, 1), date(2027, 4, 30))

    assert stages(events) == ["t90", "t60", "t30", "decision", "holdover"]
    assert len(of(events, EventType.RENEWAL_OPENED)) == 1


def test_a_self_renewing_contract_is_led_to_its_notice_day():
    """K15: stages count from the last day to give notice, not from the end."""
    story = Story(terms=auto(date(2027, 6, 30), days(90)))

    quiet = story.days(date(2026, 12, 1), date(2026, 12, 31))
    (opened, *_) = story.day(date(2027, 1, 1))

    assert quiet == []
    assert opened.data["decision_date"] == "2027-04-01"


def test_a_task_tells_when_how_much_and_why():
    story = Story(score=a_score(72, Band.READY))
    events = story.day(T30)

    details = of(events, EventType.TASK_REQUESTED)[0].data["details"]

    assert "Decision due 2027-03-31, term ends 2027-03-31." in details
    assert "Annual value 12000.00 GBP." in details
    assert "Stages missed: t90, t60." in details
    assert "Readiness 72 of 100 (ready)." in details


def test_tasks_are_due_on_a_business_day_of_their_stage():
    story = Story(book=a_playbook(holidays=["2027-01-29"]))
    story.day(T90)

    # 30 January begins T60, the 29th is a holiday
    assert story.task("readiness_review").due_date == date(2027, 1, 28)


def test_a_late_installation_opens_in_the_stage_that_is_due():
    story = Story()

    events = story.day(date(2027, 3, 10))

    assert kinds(events)[:4] == [
        EventType.RENEWAL_OPENED,
        EventType.STAGE_MISSED,
        EventType.STAGE_MISSED,
        EventType.STAGE_ENTERED,
    ]
    assert stages(events, EventType.STAGE_MISSED) == ["t90", "t60"]
    assert stages(events) == ["t30"]


def test_a_late_installation_carries_the_mandatory_checkpoint_over():
    events = Story().day(date(2027, 3, 10))

    assert requested(events) == ["proposal", "decision_call", "customer_checkpoint"]


def test_the_missed_review_is_not_carried_over():
    events = Story().day(T60)

    assert requested(events) == ["customer_checkpoint"]


def test_a_checkpoint_that_is_there_is_not_carried_over_again():
    story = Story()
    story.days(T90, T60)

    assert "customer_checkpoint" not in requested(story.day(T30))


def test_thirty_missed_days_are_one_catch_up():
    """F17: entered once, the skipped stage recorded, no work asked for twice."""
    story = Story()
    story.day(T90)

    events = story.day(T30 + timedelta(days=2))
    after = story.day(T30 + timedelta(days=3))

    assert stages(events) == ["t30"]
    assert stages(events, EventType.STAGE_MISSED) == ["t60"]
    assert after == []


def test_a_renewal_long_over_before_the_engine_saw_it_is_not_opened():
    assert Story().day(date(2027, 5, 1)) == []


def test_a_renewal_within_its_grace_is_still_opened():
    events = Story().day(date(2027, 4, 30))

    assert stages(events) == ["holdover"]


@pytest.mark.parametrize(
    "over",
    [
        {"contract": None},
        {"contract": a_contract(active=False)},
        {"terms": terms(renewal_mode=RenewalMode.NONE)},
        {"terms": terms(end_date=None)},
    ],
)
def test_what_does_not_renew_is_not_opened(over):
    assert Story(**over).day(T30) == []


def test_a_changed_band_is_recorded_once():
    story = Story()

    first = story.day(date(2026, 6, 1), score=a_score(80, Band.READY))
    same = story.day(date(2026, 6, 2), score=a_score(79, Band.READY))
    worse = story.day(date(2026, 6, 3), score=a_score(65, Band.WATCH))

    assert kinds(first) == kinds(worse) == [EventType.BAND_CHANGED]
    assert same == []
    assert worse[0].summary == "readiness 65: from ready to watch"


def test_a_stage_is_done_once_all_its_tasks_are():
    story = Story()
    story.day(T90)
    review, check = story.task("readiness_review"), story.task("stakeholder_check")

    one = story.day(date(2027, 1, 5), finished=(finished(review),))
    both = story.day(date(2027, 1, 6), finished=(finished(check),))

    assert EventType.STAGE_COMPLETED not in kinds(one)
    assert stages(both, EventType.STAGE_COMPLETED) == ["t90"]


def test_a_stage_whose_last_task_is_seen_to_be_done_in_the_next_is_done():
    """Closed on the last evening, read on the next morning."""
    story = Story()
    story.day(T90)
    done = tuple(map(finished, story.state.tasks.values()))

    events = story.day(T60, finished=done)

    assert stages(events, EventType.STAGE_COMPLETED) == ["t90"]
    assert stages(events) == ["t60"]


def test_work_goes_to_who_stands_in_on_that_day():
    story = Story(stand_ins={"5": "6", "6": "4"})

    story.day(T90)

    assert story.task("readiness_review").assignee_id == "4"


def test_covers_that_stand_in_for_each_other_do_not_go_round_for_ever():
    story = Story(stand_ins={"5": "6", "6": "5"})

    story.day(T90)

    assert story.task("readiness_review").assignee_id in {"5", "6"}


def test_the_next_renewal_opens_once_this_one_is_closed():
    story = Story(terms=auto())
    story.days(date(2026, 12, 1), date(2027, 4, 1))

    events = story.days(date(2027, 4, 2), date(2030, 3, 31))

    # three years on, 30 days' notice before the end
    assert of(events, EventType.RENEWAL_OPENED)[0].term_end == date(2030, 3, 31)
    assert stages(events) == ["t90", "t60", "t30", "decision"]


def test_decisions_are_the_same_whoever_makes_them():
    one, other = Story(score=a_score()), Story(score=a_score())

    for today in (T90, T60, T30, END, HOLDOVER):
        one.day(today)
        other.day(today)

    assert one.events == other.events


def test_what_was_decided_is_what_the_timeline_folds_to():
    story = Story(score=a_score())
    story.days(T90, date(2027, 5, 2))

    assert story.refolded() == story.state
    assert story.state.closed[0].stage is Stage.CLOSED


def finished(task, evidence=""):
    return FinishedTask(task_id=task.id, evidence=evidence)
