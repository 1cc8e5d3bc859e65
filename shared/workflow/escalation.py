"""Overdue tasks rise: the assignee, then the CS lead, then the MSP owner."""

from collections.abc import Iterator

from shared.domain.calendar import add_business_days
from shared.domain.event import EventType, NewEvent
from shared.domain.playbook import TaskPolicy
from shared.domain.renewal import ContractState, Stage, Task
from shared.workflow import tasks
from shared.workflow.exceptions import raised
from shared.workflow.situation import Decision

_KIND = "escalation"
_CS_LEAD, _OWNER = 1, 2


def escalate(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Tell the next role of each task that is overdue, once a level."""
    for task in list(state.tasks.values()):
        if task.open and task.kind != _KIND and not task.shadow:
            level = _level(task, decision)
            if level > task.escalation:
                yield from _raise_to(level, state, task, decision)


def _level(task: Task, decision: Decision) -> int:
    today, book = decision.situation.today, decision.book
    policy = book.escalation

    def passed(days: int) -> bool:
        return today > add_business_days(task.due_date, days, book.holidays)

    return (
        _OWNER
        if passed(policy.owner_after_days)
        else int(passed(policy.cs_lead_after_days))
    )


def _raise_to(
    level: int, state: ContractState, task: Task, decision: Decision
) -> Iterator[NewEvent]:
    situation = decision.situation
    role = "CS lead" if level == _CS_LEAD else "MSP owner"
    agent = situation.cs_lead_id if level == _CS_LEAD else situation.msp_owner_id
    yield NewEvent(
        type=EventType.TASK_ESCALATED,
        summary=f"overdue since {task.due_date}, {role} told: {task.summary}",
        stage=task.stage,
        data={"id": task.id, "level": level},
    )
    if agent is None:
        key = f"role_not_filled:{level}"
        if key not in state.exceptions:
            message = f"the playbook names nobody as {role}"
            yield raised(decision, rule="role_not_filled", key=key, message=message)
        return
    yield tasks.request(
        decision,
        TaskPolicy(
            kind=_KIND,
            summary=f"Overdue since {task.due_date}",
            guidance=f"This task is overdue: {task.summary}",
        ),
        key=f"escalation|{task.id}|{level}",
        assignee_id=situation.on_duty(agent),
        due_date=add_business_days(situation.today, 1, decision.book.holidays),
        stage=Stage(task.stage) if task.stage else None,
        term_end=state.renewal.term_end if state.renewal else None,
        about=task.id,
    )
