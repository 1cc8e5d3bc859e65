"""Asking for the delivery of what is owed: messages are hints, the timeline decides."""

import json

from shared.domain.renewal import ContractState, Effect, EffectStatus
from shared.ports import App

QUEUE = "effects"
WAITING = frozenset({EffectStatus.OWED, EffectStatus.CLAIMED})


def ask(app: App, state: ContractState) -> None:
    """Ask for the delivery of what a contract owes."""
    for effect in state.effects.values():
        if effect.status in WAITING and _is_alone(effect) and is_due(app, effect):
            _hint(app, effect)


def relay(app: App) -> int:
    """Ask again for all that is owed, in case hints were lost; give their number."""
    count = 0
    for effect in app.stores.projections.owed():
        if _is_alone(effect) and is_due(app, effect):
            _hint(app, effect)
            count += 1
    return count


def is_due(app: App, effect: Effect) -> bool:
    """Tell whether an effect may be attempted now: no claim holds, no wait is on."""
    now = app.now()
    if effect.status is EffectStatus.CLAIMED and effect.claimed_until:
        return now >= effect.claimed_until
    return effect.not_before is None or now >= effect.not_before


def _is_alone(effect: Effect) -> bool:
    """Tell whether an effect is delivered by a message of its own."""
    return not effect.kind.batched


def _hint(app: App, effect: Effect) -> None:
    place = {"customer_id": effect.customer_id, "contract_id": effect.contract_id}
    app.messages.send(QUEUE, json.dumps({**place, "effect_id": effect.id}))
