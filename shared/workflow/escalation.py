"""Overdue tasks rise: the assignee, then the CS lead, then the MSP owner."""

from collections.abc import Iterator

from shared.domain.calendar import add_business_days
from shared.domain.contract import AutomationMode
from shared.domain.event import EventType, NewEvent
from shared.domain.playbook import TaskPolicy
from shared.domain.renewal import ContractState, Stage, Task
from shared.workflow import tasks
from shared.workflow.exceptions import raised
from shared.workflow.situation import Decision, Situation

_KIND = "escalation"
_ROLES = {1: "CS lead", 2: "MSP owner"}


def escalate(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Tell the next role of each task that is overdue, once a level.

    A level whose role nobody fills is an exception, and is told once somebody does.
    """
    vacant: dict[int, str] = {}
    for task in _overdue_work(state, decision):
        level = _level(task, decision)
        if level <= task.escalation:
            continue
        agent = _agent(level, decision.situation)
        if agent is None:
            vacant[level] = f"the playbook names nobody as {_ROLES[level]}"
        else:
            yield from _raise_to(level, agent, state, task, decision)
    yield from _vacancies(state, decision, vacant)


def _overdue_work(state: ContractState, decision: Decision) -> list[Task]:
    """List what may rise: people's own tasks, of contracts that are not in shadow."""
    if decision.situation.mode is AutomationMode.SHADOW:
        return []
    work = state.tasks.values()
    return [t for t in work if t.open and t.kind != _KIND and not t.shadow]


def _level(task: Task, decision: Decision) -> int:
    today, book = decision.situation.today, decision.book

    def passed(days: int) -> bool:
        return today > add_business_days(task.due_date, days, book.holidays)

    if passed(book.escalation.owner_after_days):
        return 2
    return 1 if passed(book.escalation.cs_lead_after_days) else 0


def _agent(level: int, situation: Situation) -> str | None:
    return situation.msp_owner_id if level > 1 else situation.cs_lead_id


def _raise_to(
    level: int, agent: str, state: ContractState, task: Task, decision: Decision
) -> Iterator[NewEvent]:
    situation = decision.situation
    yield NewEvent(
        type=EventType.TASK_ESCALATED,
        summary=f"overdue since {task.due_date}, {_ROLES[level]} told: {task.summary}",
        stage=task.stage,
        data={"id": task.id, "level": level},
    )
    yield tasks.request(
        state,
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


def _vacancies(
    state: ContractState, decision: Decision, vacant: dict[int, str]
) -> Iterator[NewEvent]:
    """Keep one exception for each role that is wanted and that nobody fills."""
    for level in _ROLES:
        key = f"role_not_filled:{level}"
        item = state.exceptions.get(key)
        is_open = item is not None and item.open
        if level in vacant and not is_open:
            message = vacant[level]
            yield raised(decision, rule="role_not_filled", key=key, message=message)
        elif item is not None and is_open and level not in vacant:
            yield NewEvent(
                type=EventType.EXCEPTION_CLOSED,
                summary=f"settled: {item.message}",
                data={"id": key},
            )
