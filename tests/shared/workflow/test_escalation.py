"""Overdue work: account manager, then CS lead, then owner, once a level."""

from datetime import date

import pytest

from shared.domain.contract import AutomationMode, Finding
from shared.domain.event import EventType
from shared.workflow.situation import FinishedTask
from tests.builders import CHIEF, LEAD, a_contract, a_playbook
from tests.shared.workflow.story import Story, kinds, of, requested

T90 = date(2026, 12, 31)
# T90's work is due on Friday 29 January: two business days on is Tuesday the 2nd,
# five is Friday the 5th.
DUE = date(2027, 1, 29)
TO_LEAD, TO_CHIEF = date(2027, 2, 3), date(2027, 2, 6)
ONE_TASK = {
    "days_before": 90,
    "tasks": [{"kind": "review", "summary": "Review", "guidance": "Look."}],
}


def a_book(**over):
    content = a_playbook().model_dump()
    bare = {name: {**stage, "tasks": []} for name, stage in content["stages"].items()}
    return a_playbook(stages={**bare, "t90": ONE_TASK}, **over)


def overdue(**over):
    """Give a story with one task, which nobody has done on the day before it rises."""
    story = Story(book=a_book(), **over)
    story.days(T90, date(2027, 2, 2))
    return story


def escalations(story):
    return [t for t in story.state.tasks.values() if t.kind == "escalation"]


def test_work_is_not_escalated_before_its_time():
    story = Story(book=a_book())

    events = story.days(T90, date(2027, 2, 2))

    assert story.task("review").due_date == DUE
    assert EventType.TASK_ESCALATED not in kinds(events)


def test_overdue_work_rises_to_the_cs_lead():
    story = overdue()

    events = story.day(TO_LEAD)

    (told,) = of(events, EventType.TASK_ESCALATED)
    assert told.data == {"id": story.task("review").id, "level": 1}
    (task,) = escalations(story)
    assert (task.assignee_id, task.about) == (LEAD, story.task("review").id)
    assert task.due_date == date(2027, 2, 4)


def test_then_it_rises_to_the_owner():
    story = overdue()
    story.days(TO_LEAD, date(2027, 2, 5))

    events = story.day(TO_CHIEF)

    assert [e.data["level"] for e in of(events, EventType.TASK_ESCALATED)] == [2]
    assert [task.assignee_id for task in escalations(story)] == [LEAD, CHIEF]


def test_each_level_hears_of_it_once():
    story = overdue()

    events = story.days(TO_LEAD, date(2027, 3, 31))

    assert [e.data["level"] for e in of(events, EventType.TASK_ESCALATED)] == [1, 2]


def test_after_missed_days_only_the_highest_level_hears_of_it():
    story = Story(book=a_book())
    story.day(T90)

    events = story.day(date(2027, 2, 20))

    assert [e.data["level"] for e in of(events, EventType.TASK_ESCALATED)] == [2]


def test_holidays_do_not_count():
    story = Story(book=a_book(holidays=["2027-02-01", "2027-02-02"]))

    events = story.days(T90, date(2027, 2, 4))

    assert EventType.TASK_ESCALATED not in kinds(events)


def test_escalations_themselves_do_not_rise():
    story = overdue()
    story.day(TO_LEAD)

    events = story.days(date(2027, 2, 4), date(2027, 6, 1))

    about = {e.data["id"] for e in of(events, EventType.TASK_ESCALATED)}
    assert about == {story.events[2].data["id"]}


def test_an_escalation_is_withdrawn_when_the_work_is_done():
    story = overdue()
    story.days(TO_LEAD, TO_CHIEF)
    done = FinishedTask(task_id=story.task("review").id)

    story.day(date(2027, 2, 7), finished=(done,))

    assert not any(task.open for task in escalations(story))


def test_an_escalation_is_withdrawn_when_the_work_is():
    story = overdue()
    story.day(TO_LEAD)

    story.day(date(2027, 2, 4), contract=a_contract(active=False))

    assert story.open_kinds() == []


def test_an_escalation_about_data_is_withdrawn_when_the_data_is_complete():
    """A data task belongs to no stage, so no closing of a renewal takes it along."""
    finding = (Finding(rule="missing_value", message="contract 301 has no value"),)
    story = Story(book=a_book())
    story.days(date(2026, 6, 1), date(2026, 6, 30), findings=finding)
    assert story.open_kinds() == ["data_task", "escalation", "escalation"]

    story.day(date(2026, 7, 1))

    assert story.open_kinds() == []


def test_done_escalations_stay_done():
    story = overdue()
    story.day(TO_LEAD)
    done = FinishedTask(task_id=escalations(story)[0].id)

    story.day(date(2027, 2, 4), finished=(done,))

    assert story.open_kinds() == ["review"]
    assert requested(story.day(date(2027, 2, 5))) == []


@pytest.mark.parametrize(
    ("vacant", "on", "level", "name"),
    [
        ({"cs_lead_id": None}, TO_LEAD, 1, "CS lead"),
        ({"msp_owner_id": None}, TO_CHIEF, 2, "MSP owner"),
    ],
)
def test_a_role_that_nobody_fills_is_an_exception_with_an_owner(
    vacant, on, level, name
):
    story = overdue(**vacant)

    events = story.days(TO_LEAD, on)

    (raised,) = of(events, EventType.EXCEPTION_RAISED)
    assert raised.data["id"] == f"role_not_filled:{level}"
    assert raised.data["message"] == f"the playbook names nobody as {name}"
    assert raised.data["owner_id"]
    assert raised.data["value_minor"] == 1_200_000


def test_a_vacant_role_is_told_once():
    story = overdue(cs_lead_id=None)
    story.day(TO_LEAD)

    assert story.day(date(2027, 2, 4)) == []


def test_a_role_that_is_filled_at_last_hears_of_what_is_overdue():
    story = overdue(cs_lead_id=None)
    story.day(TO_LEAD)

    events = story.day(date(2027, 2, 4), cs_lead_id=LEAD)

    assert [e.data["level"] for e in of(events, EventType.TASK_ESCALATED)] == [1]
    assert not any(item.open for item in story.state.exceptions.values())


def test_a_vacancy_is_no_matter_once_the_work_is_done():
    story = overdue(cs_lead_id=None)
    story.day(TO_LEAD)
    done = FinishedTask(task_id=story.task("review").id)

    story.day(date(2027, 2, 4), finished=(done,))

    assert not any(item.open for item in story.state.exceptions.values())


def test_a_cs_lead_on_leave_is_covered():
    story = overdue(stand_ins={LEAD: "6"})

    story.day(TO_LEAD)

    assert escalations(story)[0].assignee_id == "6"


def test_shadow_work_does_not_rise():
    story = Story(book=a_book(), mode=AutomationMode.SHADOW)

    events = story.days(T90, date(2027, 3, 31))

    assert EventType.TASK_ESCALATED not in kinds(events)


def test_real_work_does_not_rise_in_shadow_and_does_so_after_it():
    """What is told in shadow reaches nobody, and would never be told again."""
    story = overdue()

    quiet = story.day(TO_LEAD, mode=AutomationMode.SHADOW)
    loud = story.day(date(2027, 2, 4))

    assert EventType.TASK_ESCALATED not in kinds(quiet)
    assert kinds(loud) == [EventType.TASK_ESCALATED, EventType.TASK_REQUESTED]
