"""Tasks: requested once under a fixed id, finished by people, or withdrawn."""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256

from shared.domain.contract import AutomationMode
from shared.domain.event import EventType, NewEvent
from shared.domain.letter import mail_id
from shared.domain.marker import marker_of
from shared.domain.playbook import TaskPolicy
from shared.domain.renewal import ContractState, Stage, Task
from shared.workflow.exceptions import raised
from shared.workflow.situation import Decision, FinishedTask, Situation

EFFECT_RULE = "effect_unknown"
HELD_RULE = "mail_held"
UNDELIVERABLE_RULE = "mail_undeliverable"
BEYOND_BUDGET = "the budget of letters is spent"  # why a letter is held
MAIL_RULES = (HELD_RULE, UNDELIVERABLE_RULE)
_EVIDENCE_RULE = "checkpoint_without_evidence"


def request(  # noqa: PLR0913 - all that a task is made of
    state: ContractState,
    decision: Decision,
    policy: TaskPolicy,
    *,
    key: str,
    assignee_id: str | None,
    due_date: date,
    stage: Stage | None = None,
    term_end: date | None = None,
    about: str = "",
    details: str = "",
) -> NewEvent:
    """Ask for a task; the same key in the same state gives the same id and marker."""
    shadow = decision.situation.mode is AutomationMode.SHADOW
    task_id = _free_id(state, decision, f"{key}|shadow" if shadow else key)
    summary = f"{policy.summary}: {subject(decision.situation)}"
    return NewEvent(
        type=EventType.TASK_REQUESTED,
        summary=summary,
        stage=stage or "",
        term_end=term_end,
        data={
            "id": task_id,
            "effect_id": task_id,
            "marker": marker_of(task_id),
            "kind": policy.kind,
            "summary": summary,
            "details": "\n\n".join(part for part in (policy.guidance, details) if part),
            "assignee_id": assignee_id,
            "due_date": due_date.isoformat(),
            "evidence_needed": policy.evidence,
            "shadow": shadow,
            "about": about,
        },
    )


def subject(situation: Situation) -> str:
    """Name customer and contract, whose name often begins with the customer's."""
    name = situation.customer_name or situation.terms.customer_id
    reference = situation.terms.reference
    return reference if reference.startswith(name) else f"{name} - {reference}"


def _free_id(state: ContractState, decision: Decision, key: str) -> str:
    """Give the key's id, or that of its next round once one was asked for under it.

    The ticket of a withdrawn task is closed: found again by its marker, it would be
    taken for work that is done.
    """
    round_ = 1
    task_id = task_id_of(decision, key)
    while task_id in state.effects:
        round_ += 1
        task_id = task_id_of(decision, f"{key}|{round_}")
    return task_id


def task_id_of(decision: Decision, key: str) -> str:
    """Give the fixed id of a task: 12 hex digits over tenant, contract and key."""
    terms = decision.situation.terms
    parts = (decision.tenant_id, terms.customer_id, terms.contract_id, key)
    return sha256("|".join(parts).encode()).hexdigest()[:12]


def finish(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Record the tasks that people closed; a checkpoint counts only with evidence."""
    for finished in decision.situation.finished:
        task = state.tasks.get(finished.task_id)
        if task is None or not task.open:
            continue
        if task.evidence_needed and not finished.evidence:
            yield from _without_evidence(state, decision, task)
        else:
            yield from _completed(state, task, finished)


def _completed(
    state: ContractState, task: Task, finished: FinishedTask
) -> Iterator[NewEvent]:
    if finished.evidence:
        yield NewEvent(
            type=EventType.CONTACT_EVIDENCED,
            summary=f"customer contact proven by {finished.evidence}",
            stage=task.stage,
            data={"task_id": task.id, "evidence": finished.evidence},
        )
    yield NewEvent(
        type=EventType.TASK_COMPLETED,
        summary=f"done: {task.summary}",
        stage=task.stage,
        data={"id": task.id, "evidence": finished.evidence},
    )
    reason = "the task it was about is done"
    yield from supersede(state, _about(state, task), reason=reason)
    yield from _settled(state, task, "the task is done")


def _without_evidence(
    state: ContractState, decision: Decision, task: Task
) -> Iterator[NewEvent]:
    key = f"{_EVIDENCE_RULE}:{task.id}"
    if key not in state.exceptions:
        message = f"{task.summary} was closed without proof of a customer contact"
        yield raised(decision, rule=_EVIDENCE_RULE, key=key, message=message)


def supersede(
    state: ContractState, tasks: Iterable[Task], *, reason: str
) -> Iterator[NewEvent]:
    """Withdraw tasks that are no longer needed, and all that was raised about them."""
    left = {task.id: task for task in tasks}
    left |= {t.id: t for task in left.values() for t in _about(state, task)}
    for task in left.values():
        yield NewEvent(
            type=EventType.TASK_SUPERSEDED,
            summary=f"no longer needed: {task.summary}",
            stage=task.stage,
            data={"id": task.id, "reason": reason},
        )
        yield from _settled(state, task, reason)


def _about(state: ContractState, task: Task) -> list[Task]:
    return [t for t in state.tasks.values() if t.open and t.about == task.id]


def _settled(state: ContractState, task: Task, reason: str) -> Iterator[NewEvent]:
    """Close the exceptions about a task, or its mail, that nobody has to do."""
    keys = [f"{rule}:{task.id}" for rule in (_EVIDENCE_RULE, EFFECT_RULE)]
    keys += [f"{rule}:{mail_id(task.id)}" for rule in (EFFECT_RULE, *MAIL_RULES)]
    for key in keys:
        item = state.exceptions.get(key)
        if item and item.open:
            yield NewEvent(
                type=EventType.EXCEPTION_CLOSED,
                summary=f"{reason}: {item.message}",
                data={"id": item.id},
            )
