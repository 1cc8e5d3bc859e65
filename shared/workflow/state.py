"""Small changes to a contract's state; each gives a new one."""

from typing import Any

from shared.domain.event import Event
from shared.domain.model import Model
from shared.domain.renewal import ContractState


def known_to(model: type[Model], event: Event) -> dict[str, Any]:
    """Give the data of an event that a model knows; newer code may have added more."""
    return {k: v for k, v in event.data.items() if k in model.model_fields}


def changed(state: ContractState, **changes: object) -> ContractState:
    """Replace fields of the state."""
    return state.model_copy(update=changes)


def changed_renewal(state: ContractState, **changes: object) -> ContractState:
    """Replace fields of the open renewal, if there is one."""
    if state.renewal is None:
        return state
    return changed(state, renewal=state.renewal.model_copy(update=changes))


def changed_task(
    state: ContractState, task_id: str, **changes: object
) -> ContractState:
    """Replace fields of a task, if it is there."""
    task = state.tasks.get(task_id)
    if task is None:
        return state
    tasks = state.tasks | {task_id: task.model_copy(update=changes)}
    return changed(state, tasks=tasks)


def changed_effect(
    state: ContractState, effect_id: str, **changes: object
) -> ContractState:
    """Replace fields of an effect, if it is there."""
    effect = state.effects.get(effect_id)
    if effect is None:
        return state
    effects = state.effects | {effect_id: effect.model_copy(update=changes)}
    return changed(state, effects=effects)
