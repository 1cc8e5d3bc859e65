"""Shadow records and owes nothing; pilot and live ask anew for what is due."""

from datetime import date

import pytest

from shared.domain.contract import AutomationMode, Finding
from shared.domain.event import EventType
from shared.domain.renewal import EffectStatus
from tests.shared.workflow.story import Story, of, requested, stages

T90, T60 = date(2026, 12, 31), date(2027, 1, 30)
SHADOW, PILOT, LIVE = AutomationMode.SHADOW, AutomationMode.PILOT, AutomationMode.LIVE
FINDING = (Finding(rule="missing_value", message="contract 301 has no value"),)


def owed(story):
    return [e for e in story.state.effects.values() if e.status is EffectStatus.OWED]


def test_shadow_decides_and_owes_nothing():
    story = Story(mode=SHADOW)

    events = story.days(T90, date(2027, 4, 1))

    assert stages(events) == ["t90", "t60", "t30", "decision", "holdover"]
    assert len(requested(events)) == 7
    assert owed(story) == []


def test_shadow_asks_for_each_task_once():
    story = Story(mode=SHADOW)

    events = story.days(T90, date(2027, 1, 29))

    assert requested(events) == ["readiness_review", "stakeholder_check"]


@pytest.mark.parametrize("mode", [PILOT, LIVE])
def test_what_was_recorded_in_shadow_is_asked_for_once_it_is_over(mode):
    story = Story(mode=SHADOW)
    story.day(T90)

    events = story.day(date(2027, 1, 5), mode=mode)

    assert requested(events) == ["readiness_review", "stakeholder_check"]
    assert len(owed(story)) == 2


def test_tasks_of_shadow_and_pilot_have_ids_of_their_own():
    story = Story(mode=SHADOW)
    story.day(T90)
    story.day(date(2027, 1, 5), mode=PILOT)

    assert len(story.state.tasks) == 4


def test_pilot_asks_once_after_shadow():
    story = Story(mode=SHADOW)
    story.day(T90)
    story.day(date(2027, 1, 5), mode=PILOT)

    assert story.day(date(2027, 1, 6), mode=PILOT) == []


def test_work_of_the_pilot_is_not_repeated_in_shadow():
    story = Story()
    story.day(T90)

    assert story.day(date(2027, 1, 5), mode=SHADOW) == []


def test_data_work_recorded_in_shadow_is_asked_for_once_it_is_over():
    story = Story(mode=SHADOW, findings=FINDING)
    story.day(date(2026, 6, 1))

    events = story.day(date(2026, 6, 2), mode=PILOT)

    assert requested(events) == ["data_task"]
    assert len(owed(story)) == 1


def test_data_work_of_both_modes_ends_with_its_cause():
    story = Story(mode=SHADOW, findings=FINDING)
    story.day(date(2026, 6, 1))
    story.day(date(2026, 6, 2), mode=PILOT)

    events = story.day(date(2026, 6, 3), mode=PILOT, findings=())

    assert len(of(events, EventType.TASK_SUPERSEDED)) == 2
    assert story.open_kinds() == []


def test_a_shadow_renewal_closes_like_any_other():
    story = Story(mode=SHADOW)
    story.days(T90, date(2027, 5, 1))

    assert [renewal.outcome for renewal in story.state.closed] == ["lapsed"]
    assert story.state.tasks == {}
