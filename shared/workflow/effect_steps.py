"""How claims and deliveries of effects change a contract's state."""

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.domain.event import Event, EventType
from shared.domain.renewal import ContractState, Effect, EffectKind, EffectStatus
from shared.workflow.state import changed, changed_effect, known_to


def _claimed(state: ContractState, event: Event) -> ContractState:
    effect = state.effects.get(str(event.data["id"]))
    if effect is None:
        return state
    return changed_effect(
        state,
        effect.id,
        status=EffectStatus.CLAIMED,
        attempts=effect.attempts + 1,
        claimed_until=datetime.fromisoformat(str(event.data["until"])),
    )


def _delivered(state: ContractState, event: Event) -> ContractState:
    effect_id, external = str(event.data["id"]), str(event.data["external_id"])
    state = changed_effect(
        state, effect_id, status=EffectStatus.DELIVERED, external_id=external
    )
    return changed_effect(state, f"close-{effect_id}", external_id=external)


def _failed(state: ContractState, event: Event) -> ContractState:
    effect = state.effects.get(str(event.data["id"]))
    # A worker that stood still may tell late of a try that another has made good.
    if effect is None or effect.status in _SETTLED:
        return state
    wait = timedelta(seconds=int(str(event.data.get("retry_seconds", 0))))
    status = EffectStatus(str(event.data["status"]))
    return changed_effect(
        state,
        effect.id,
        status=status,
        not_before=event.at + wait,
        unclear=effect.unclear or bool(event.data.get("unclear")),
    )


def _cancelled(state: ContractState, event: Event) -> ContractState:
    return changed_effect(state, str(event.data["id"]), status=EffectStatus.CANCELLED)


def _settled(state: ContractState, event: Event) -> ContractState:
    """Take a person's word for what could not be told: it was done, or it was not."""
    effect = state.effects.get(str(event.data["id"]))
    if effect is None or effect.status is not EffectStatus.UNKNOWN:
        return state
    if event.data["done"]:
        return _delivered(state, event)
    return changed_effect(
        state,
        effect.id,
        status=EffectStatus.OWED,
        attempts=0,
        unclear=False,
        not_before=None,
        claimed_until=None,
    )


def _crm_requested(state: ContractState, event: Event) -> ContractState:
    """Owe a write, or owe it anew with other values."""
    shadow = bool(event.data.get("shadow"))
    fresh = Effect(
        **known_to(Effect, event),
        status=EffectStatus.SHADOW if shadow else EffectStatus.OWED,
        customer_id=state.customer_id,
        contract_id=state.contract_id,
    )
    before = state.effects.get(fresh.id)
    external = before.external_id if before else ""
    effect = fresh.model_copy(update={"external_id": external})
    return changed(state, effects=state.effects | {effect.id: effect})


def _problem_requested(state: ContractState, event: Event) -> ContractState:
    shadow = bool(event.data.get("shadow"))
    effect = Effect(
        **known_to(Effect, event),
        kind=EffectKind.CREATE_PROBLEM,
        status=EffectStatus.SHADOW if shadow else EffectStatus.OWED,
        customer_id=state.customer_id,
        contract_id=state.contract_id,
    )
    return changed(state, effects=state.effects | {effect.id: effect})


_SETTLED = {EffectStatus.DELIVERED, EffectStatus.CANCELLED, EffectStatus.UNKNOWN}

STEPS: dict[str, Callable[[ContractState, Event], ContractState]] = {
    EventType.EFFECT_CLAIMED: _claimed,
    EventType.EFFECT_DELIVERED: _delivered,
    EventType.EFFECT_FAILED: _failed,
    EventType.EFFECT_CANCELLED: _cancelled,
    EventType.EFFECT_SETTLED: _settled,
    EventType.CRM_WRITE_REQUESTED: _crm_requested,
    EventType.PROBLEM_REQUESTED: _problem_requested,
}
