"""How events about tasks change a contract's state."""

from collections.abc import Callable

from shared.domain.event import Event, EventType
from shared.domain.renewal import (
    ContractState,
    Effect,
    EffectKind,
    EffectStatus,
    Task,
)
from shared.workflow.state import changed, changed_effect, changed_task, known_to


def _task_requested(state: ContractState, event: Event) -> ContractState:
    task = Task(**known_to(Task, event), stage=event.stage)
    effect = Effect(
        id=task.id,
        kind=EffectKind.CREATE_TASK,
        status=EffectStatus.SHADOW if task.shadow else EffectStatus.OWED,
        marker=str(event.data["marker"]),
        customer_id=state.customer_id,
        contract_id=state.contract_id,
        summary=task.summary,
        details=str(event.data.get("details", "")),
        assignee_id=task.assignee_id,
        due_date=task.due_date,
        fields=_fields(event),
    )
    return changed(
        state,
        tasks=state.tasks | {task.id: task},
        effects=state.effects | {effect.id: effect},
    )


def _fields(event: Event) -> dict[str, str]:
    given = event.data.get("fields")
    return {k: str(v) for k, v in given.items()} if isinstance(given, dict) else {}


def _task_completed(state: ContractState, event: Event) -> ContractState:
    evidence = str(event.data.get("evidence", ""))
    return changed_task(state, str(event.data["id"]), done=True, evidence=evidence)


def _task_escalated(state: ContractState, event: Event) -> ContractState:
    level = int(str(event.data["level"]))
    return changed_task(state, str(event.data["id"]), escalation=level)


def _task_superseded(state: ContractState, event: Event) -> ContractState:
    task_id, reason = str(event.data["id"]), str(event.data["reason"])
    state = changed_task(state, task_id, superseded=True)
    created = state.effects.get(task_id)
    if created is None or created.status is EffectStatus.SHADOW:
        return state
    if created.status is EffectStatus.OWED and not created.attempts:
        return changed_effect(state, task_id, status=EffectStatus.CANCELLED)
    closing = created.model_copy(
        update={
            "id": f"close-{task_id}",
            "kind": EffectKind.CLOSE_TASK,
            "status": EffectStatus.OWED,
            "details": reason,
            "attempts": 0,
            "claimed_until": None,
            "not_before": None,
        }
    )
    return changed(state, effects=state.effects | {closing.id: closing})


STEPS: dict[str, Callable[[ContractState, Event], ContractState]] = {
    EventType.TASK_REQUESTED: _task_requested,
    EventType.TASK_COMPLETED: _task_completed,
    EventType.TASK_ESCALATED: _task_escalated,
    EventType.TASK_SUPERSEDED: _task_superseded,
}
