"""Recording what became of writes to the CRM: delivered, refused, or overtaken."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from shared.domain.crm import Written
from shared.domain.errors import Conflict
from shared.domain.event import Context, EventType, NewEvent
from shared.domain.renewal import ContractState, Effect, EffectStatus
from shared.ports import App
from shared.services import load_dossiers, record_events
from shared.workflow.situation import OPERATOR

RULE = "crm_rule"
WAITING = {EffectStatus.OWED, EffectStatus.CLAIMED}
_TRIES = 5


def settle(app: App, state: ContractState, events: list[NewEvent]) -> None:
    """Record what became of a contract's writes; what was asked anew stays owed."""
    asked = {key: effect.fields for key, effect in state.effects.items()}
    operation = f"write:{app.new_id()}"
    for _ in range(_TRIES):
        still = [e for e in events if _still_asked(state, asked, e)]
        if not still:
            return
        still += list(_cured(state, still))
        context = Context(actor="engine", at=app.now(), operation_id=operation)
        try:
            record_events.append(app, state, still, context)
        except Conflict:
            state = record_events.load(app, state.customer_id, state.contract_id)
        else:
            return


def _still_asked(
    state: ContractState, asked: dict[str, dict[str, str]], event: NewEvent
) -> bool:
    if event.type is EventType.EXCEPTION_RAISED:
        return True
    effect = state.effects.get(str(event.data["id"]))
    waits = effect is not None and effect.status in WAITING
    return bool(effect and waits and effect.fields == asked[effect.id])


def _cured(state: ContractState, events: Sequence[NewEvent]) -> Iterator[NewEvent]:
    """Close the exceptions about writes that went through after all."""
    for event in events:
        item = state.exceptions.get(f"{RULE}:{event.data['id']}")
        if event.type is EventType.EFFECT_DELIVERED and item and item.open:
            yield NewEvent(
                type=EventType.EXCEPTION_CLOSED,
                summary=f"written after all: {item.message}",
                data={"id": item.id},
            )


def refused(
    app: App, state: ContractState, effect: Effect, result: Written
) -> list[NewEvent]:
    """Give a write that breaks a rule over there to a person; it is not retried."""
    return [_failed(effect, result), _for_a_person(app, state, effect, result)]


def _failed(effect: Effect, result: Written) -> NewEvent:
    return NewEvent(
        type=EventType.EFFECT_FAILED,
        summary=f"refused by the CRM: {result.refused}"[:500],
        data={"id": effect.id, "status": EffectStatus.UNKNOWN.value},
    )


def _for_a_person(
    app: App, state: ContractState, effect: Effect, result: Written
) -> NewEvent:
    roles = app.stores.settings.playbook().roles
    named = ", ".join(result.fields) or "a value"
    message = f"the CRM wants {named} for {effect.summary}: {result.refused}"[:500]
    value = load_dossiers.exposed(app, state.customer_id, state.contract_id)
    return NewEvent(
        type=EventType.EXCEPTION_RAISED,
        summary=message,
        data={
            "id": f"{RULE}:{effect.id}",
            "rule": RULE,
            "message": message,
            "owner_id": roles.operator or roles.cs_lead or OPERATOR,
            "due_date": (app.today() + timedelta(days=1)).isoformat(),
            **value.model_dump(),
        },
    )
