"""Findings of intake: an exception a rule, one task, and both end with the cause."""

from datetime import date

from shared.domain.contract import Finding
from shared.domain.event import EventType
from shared.domain.renewal import EffectStatus
from shared.workflow.situation import FinishedTask, Situation
from tests.builders import OWNER
from tests.shared.workflow.story import Story, kinds, of, requested

JUNE = [date(2026, 6, day) for day in range(1, 11)]
NO_VALUE = Finding(rule="missing_value", message="contract 301 has no value")
NO_OWNER = Finding(rule="missing_owner", message="contract 301 has no owner")
T60 = date(2027, 1, 30)


def broken(*findings, **over):
    story = Story(**over)
    story.day(JUNE[0], findings=findings)
    return story


def open_rules(story):
    return [item.rule for item in story.state.exceptions.values() if item.open]


def test_each_rule_is_an_exception_with_owner_due_date_and_value():
    story = broken(NO_VALUE, NO_OWNER)

    raised = of(story.events, EventType.EXCEPTION_RAISED)
    assert [event.data["id"] for event in raised] == [
        "intake:missing_value",
        "intake:missing_owner",
    ]
    assert raised[0].data == {
        "id": "intake:missing_value",
        "rule": "missing_value",
        "message": "contract 301 has no value",
        "owner_id": OWNER,
        "due_date": "2026-06-08",
        "value_minor": 1_200_000,
        "currency": "GBP",
    }


def test_all_rules_together_are_one_task():
    story = broken(NO_VALUE, NO_OWNER)

    (task,) = of(story.events, EventType.TASK_REQUESTED)
    assert task.data["kind"] == "data_task"
    assert (
        "- contract 301 has no value\n- contract 301 has no owner"
        in (task.data["details"])
    )
    assert (task.data["assignee_id"], task.data["due_date"]) == (OWNER, "2026-06-08")


def test_the_same_findings_day_after_day_are_told_once():
    story = broken(NO_VALUE)

    assert story.days(JUNE[1], JUNE[5], findings=(NO_VALUE,)) == []


def test_a_second_finding_is_an_exception_and_no_second_task():
    story = broken(NO_VALUE)

    events = story.day(JUNE[1], findings=(NO_VALUE, NO_OWNER))

    assert kinds(events) == [EventType.EXCEPTION_RAISED]


def test_a_cured_rule_closes_its_exception_and_the_task_waits_for_the_rest():
    story = broken(NO_VALUE, NO_OWNER)

    events = story.day(JUNE[1], findings=(NO_OWNER,))

    assert kinds(events) == [EventType.EXCEPTION_CLOSED]
    assert open_rules(story) == ["missing_owner"]
    assert story.open_kinds() == ["data_task"]


def test_the_cure_closes_exceptions_and_task_by_itself():
    story = broken(NO_VALUE, NO_OWNER)
    story.deliver()

    events = story.day(JUNE[1])

    assert kinds(events) == [
        EventType.EXCEPTION_CLOSED,
        EventType.EXCEPTION_CLOSED,
        EventType.TASK_SUPERSEDED,
    ]
    closing = [e for key, e in story.state.effects.items() if key.startswith("close-")]
    assert [effect.status for effect in closing] == [EffectStatus.OWED]


def test_a_new_round_after_a_cure_is_a_task_of_its_own():
    story = broken(NO_VALUE)
    first = story.task("data_task")
    story.day(JUNE[1])

    story.day(JUNE[2], findings=(NO_VALUE,))

    again = story.task("data_task")
    assert again.id != first.id
    assert open_rules(story) == ["missing_value"]


def test_each_round_has_an_id_of_its_own():
    story = Story()
    for number, today in enumerate(JUNE):
        story.day(today, findings=() if number % 2 else (NO_VALUE,))

    ids = [event.data["id"] for event in of(story.events, EventType.TASK_REQUESTED)]
    assert len(ids) == len(set(ids)) == 5


def test_a_task_closed_by_hand_without_a_cure_comes_again():
    story = broken(NO_VALUE)
    done = FinishedTask(task_id=story.task("data_task").id)

    events = story.day(JUNE[1], findings=(NO_VALUE,), finished=(done,))

    assert kinds(events) == [EventType.TASK_COMPLETED, EventType.TASK_REQUESTED]


def test_a_contract_with_findings_is_not_automated():
    story = Story(findings=(NO_OWNER,))

    events = story.days(date(2026, 12, 1), date(2027, 4, 30))

    assert EventType.RENEWAL_OPENED not in kinds(events)


def test_findings_stop_an_open_renewal_where_it_is():
    story = Story()
    story.day(T60)

    events = story.days(date(2027, 2, 1), date(2027, 3, 31), findings=(NO_OWNER,))

    assert EventType.STAGE_ENTERED not in kinds(events)
    assert set(requested(events)) == {"data_task", "escalation"}


def test_a_cured_contract_goes_on_where_it_should_be():
    story = Story()
    story.day(T60)
    story.day(date(2027, 2, 1), findings=(NO_OWNER,))

    events = story.day(date(2027, 3, 2))

    assert [e.stage for e in of(events, EventType.STAGE_ENTERED)] == ["t30"]


def test_an_owner_who_is_no_agent_is_named_and_gets_no_ticket():
    """HaloPSA takes agents' ids only; an address would be refused."""
    story = broken(
        NO_VALUE, exception_owner_id="operator@example.com", data_owner_id=None
    )

    raised, task = story.events
    assert raised.data["owner_id"] == "operator@example.com"
    assert task.data["assignee_id"] is None


def test_the_exceptions_owner_is_never_empty():
    assert Situation.model_fields["exception_owner_id"].default == "operator"


def test_data_work_is_covered_while_its_owner_is_away():
    story = broken(NO_VALUE, stand_ins={OWNER: "6"})

    assert story.task("data_task").assignee_id == "6"
