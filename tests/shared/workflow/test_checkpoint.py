"""The mandatory checkpoint: done only with evidence of a customer contact."""

from datetime import date

from shared.domain.event import EventType
from shared.workflow.situation import FinishedTask
from tests.builders import OWNER, a_contract
from tests.shared.workflow.story import Story, kinds, of, stages

T60 = date(2027, 1, 30)
NEXT, AFTER = date(2027, 2, 1), date(2027, 2, 2)


def at_checkpoint():
    story = Story()
    story.day(T60)
    return story, story.task("customer_checkpoint")


def closed(task, evidence=""):
    return (FinishedTask(task_id=task.id, evidence=evidence),)


def test_a_checkpoint_closed_without_evidence_is_not_done():
    story, task = at_checkpoint()

    events = story.day(NEXT, finished=closed(task))

    assert kinds(events) == [EventType.EXCEPTION_RAISED]
    assert story.state.tasks[task.id].open


def test_the_exception_names_owner_due_date_and_value():
    story, task = at_checkpoint()

    (raised,) = story.day(NEXT, finished=closed(task))

    assert raised.data["rule"] == "checkpoint_without_evidence"
    assert raised.data["owner_id"] == OWNER
    assert raised.data["due_date"] == "2027-02-08"
    assert (raised.data["value_minor"], raised.data["currency"]) == (1_200_000, "GBP")


def test_a_checkpoint_without_evidence_is_told_once():
    story, task = at_checkpoint()
    story.day(NEXT, finished=closed(task))

    assert story.day(AFTER, finished=closed(task)) == []


def test_evidence_that_comes_later_closes_both():
    story, task = at_checkpoint()
    story.day(NEXT, finished=closed(task))

    events = story.day(AFTER, finished=closed(task, "action 77/3"))

    assert kinds(events) == [
        EventType.CONTACT_EVIDENCED,
        EventType.TASK_COMPLETED,
        EventType.EXCEPTION_CLOSED,
        EventType.STAGE_COMPLETED,
    ]
    assert story.state.tasks[task.id].evidence == "action 77/3"


def test_a_checkpoint_with_evidence_completes_its_stage():
    story, task = at_checkpoint()

    events = story.day(NEXT, finished=closed(task, "action 77/3"))

    assert stages(events, EventType.STAGE_COMPLETED) == ["t60"]


def test_a_carried_over_checkpoint_keeps_its_stage_from_being_done():
    story = Story()
    story.day(date(2027, 3, 2))
    others = [story.task(kind) for kind in ("proposal", "decision_call")]

    events = story.day(
        date(2027, 3, 3), finished=tuple(closed(task)[0] for task in others)
    )

    assert EventType.STAGE_COMPLETED not in kinds(events)


def test_the_exception_goes_when_the_renewal_is_closed():
    story, task = at_checkpoint()
    story.day(NEXT, finished=closed(task))

    events = story.day(AFTER, contract=a_contract(active=False))

    assert len(of(events, EventType.EXCEPTION_CLOSED)) == 1
    assert not any(item.open for item in story.state.exceptions.values())


def test_work_without_evidence_is_done_when_it_is_closed():
    story = Story()
    story.day(date(2027, 1, 1))
    task = story.task("readiness_review")

    events = story.day(date(2027, 1, 2), finished=closed(task))

    assert kinds(events) == [EventType.TASK_COMPLETED]


def test_work_that_was_withdrawn_does_not_count_as_done():
    """Its ticket was closed by the engine itself."""
    story, task = at_checkpoint()
    ended = a_contract(active=False)
    story.day(NEXT, contract=ended)

    assert story.day(AFTER, contract=ended, finished=closed(task, "action 1/1")) == []


def test_a_task_of_nobody_is_passed_over():
    story, _ = at_checkpoint()

    finished = (FinishedTask(task_id="ffffffffffff", evidence="action 1/1"),)

    assert story.day(NEXT, finished=finished) == []
