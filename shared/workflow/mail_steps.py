"""How requests, holds and releases of mail change a contract's state."""

from collections.abc import Callable

from shared.domain.event import Event, EventType
from shared.domain.letter import MailOrder
from shared.domain.renewal import ContractState, Effect, EffectKind, EffectStatus
from shared.workflow.state import changed, changed_effect


def _requested(state: ContractState, event: Event) -> ContractState:
    order = MailOrder.model_validate(event.data["mail"])
    shadow = bool(event.data.get("shadow"))
    effect = Effect(
        id=str(event.data["id"]),
        kind=EffectKind(str(event.data["kind"])),
        status=EffectStatus.SHADOW if shadow else EffectStatus.OWED,
        marker=str(event.data["marker"]),
        customer_id=state.customer_id,
        contract_id=state.contract_id,
        summary=event.summary,
        assignee_id=order.writer_id or order.recipient_id,
        mail=order,
    )
    return changed(state, effects=state.effects | {effect.id: effect})


def _held(state: ContractState, event: Event) -> ContractState:
    return changed_effect(
        state,
        str(event.data["id"]),
        status=EffectStatus.HELD,
        details=str(event.data["reason"]),
    )


def _released(state: ContractState, event: Event) -> ContractState:
    effect = state.effects.get(str(event.data["id"]))
    if effect is None or effect.status is not EffectStatus.HELD:
        return state
    return changed_effect(
        state,
        effect.id,
        status=EffectStatus.OWED,
        released_hash=str(event.data["content_hash"]),
    )


STEPS: dict[str, Callable[[ContractState, Event], ContractState]] = {
    EventType.MAIL_REQUESTED: _requested,
    EventType.MAIL_HELD: _held,
    EventType.MAIL_RELEASED: _released,
}
