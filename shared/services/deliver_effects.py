"""Doing elsewhere what the timeline says is owed: once, or a person is asked.

Not every system has idempotency. So an effect is claimed on the timeline before
anything is sent; every attempt looks the marker up first; an answer that was lost ends
the attempt, and the next one comes after the claim has run out and looks up again.
"""

import json
import logging
from datetime import timedelta

from shared.domain.contract import AutomationMode
from shared.domain.errors import (
    Conflict,
    OutcomeUnknown,
    SourceError,
    SourceUnavailable,
)
from shared.domain.event import Context, EventType, NewEvent
from shared.domain.renewal import ContractState, Effect, EffectKind, EffectStatus
from shared.ports import App
from shared.services import (
    automation,
    deliver_activities,
    deliver_mail,
    deliver_problems,
    deliver_tasks,
    load_dossiers,
    record_events,
)
from shared.services.ask_effects import WAITING, is_due
from shared.services.delivery import Attempt, Deliver, cancelled
from shared.workflow.situation import OPERATOR
from shared.workflow.tasks import EFFECT_RULE

_CLAIM = timedelta(minutes=10)
_MARGIN = timedelta(minutes=2)  # nothing is sent this close to the claim's end
_SETTLE_SECONDS = 900  # longer than a request can be under way
_RETRY_SECONDS = 300
_ATTEMPTS = 6
_WRITES = 5

log = logging.getLogger(__name__)


def work(app: App, body: str) -> str:
    """Deliver one effect if it is still owed; give what became of it."""
    message = json.loads(body)
    owner, contract = message["customer_id"], message["contract_id"]
    for _ in range(_WRITES):
        state = record_events.load(app, owner, contract)
        result = _worked(app, state, message["effect_id"])
        if result:
            return result
    return "others were always first"


def _worked(app: App, state: ContractState, effect_id: str) -> str | None:
    """Deliver an effect; None if the timeline went on before it could be claimed."""
    effect = state.effects.get(effect_id)
    if effect is None or effect.status not in WAITING:
        record_events.project(app, state)  # what asked for it was out of date
        return "nothing owed"
    reason = _not_now(app, state, effect)
    if reason:
        return reason
    if effect.kind is EffectKind.CLOSE_TASK and not effect.external_id:
        return _unneeded(app, state, effect)
    if effect.mail and (verdict := deliver_mail.before(app, state, effect)):
        if verdict.events:
            operation = f"before:{app.new_id()}"
            _record(app, state, [*verdict.events], operation=operation)
        return verdict.reason
    claimed = _claim(app, state, effect)
    return _attempt(app, claimed, effect) if claimed else None


def _not_now(app: App, state: ContractState, effect: Effect) -> str:
    """Give the reason why nothing is done yet, empty when there is none."""
    if effect.kind.batched or not is_due(app, effect):
        return "not due"
    if _held(app, state, effect):
        return "held"
    return "waits for its deal" if deliver_activities.waits(state, effect) else ""


def _held(app: App, state: ContractState, effect: Effect) -> bool:
    """Tell whether the kill switch or the contract's mode forbids it now."""
    mode = automation.mode_of(app, state, effect)
    return mode is AutomationMode.SHADOW or app.stores.settings.effects_stopped()


def _unneeded(app: App, state: ContractState, effect: Effect) -> str:
    """Cancel the closing of what nobody will create; else wait for its id."""
    created = state.effects.get(effect.id.removeprefix("close-"))
    if created is None or created.status not in WAITING:
        _record(app, state, [cancelled(effect)], operation=f"cancel:{effect.id}")
        return "cancelled"
    return "waits for its task"


def _claim(app: App, state: ContractState, effect: Effect) -> ContractState | None:
    """Claim an effect under an id of its own: only one of two workers gets it."""
    event = NewEvent(
        type=EventType.EFFECT_CLAIMED,
        summary=f"attempt {effect.attempts + 1}: {effect.summary}",
        data={"id": effect.id, "until": (app.now() + _CLAIM).isoformat()},
    )
    return _record(app, state, [event], operation=f"claim:{app.new_id()}")


def _attempt(app: App, state: ContractState, effect: Effect) -> str:
    """Do it, and record what came of it."""
    try:
        events = [*_done(app, state, effect)]
    except OutcomeUnknown as error:
        events = [_failed(effect, str(error), _SETTLE_SECONDS, unclear=True)]
    except SourceUnavailable as error:
        wait = int(error.retry_after or _RETRY_SECONDS)
        events = [_failed(effect, str(error), max(wait, _RETRY_SECONDS))]
    except SourceError as error:
        events = [_failed(effect, str(error), _SETTLE_SECONDS)]
    if not events:
        return "out of time"
    result = events[0]
    if result.data.get("status") == EffectStatus.UNKNOWN:
        events.append(_for_a_person(app, effect))
    _settle(app, state, effect, events)
    return result.summary


def _settle(
    app: App, state: ContractState, effect: Effect, events: list[NewEvent]
) -> None:
    """Record what happened, even if the timeline went on meanwhile: it is a fact.

    Where it can't be written, the claim runs out and the next attempt looks it up.
    """
    operation = f"settle:{effect.id}:{effect.attempts + 1}"
    for _ in range(_WRITES):
        if _record(app, state, events, operation=operation):
            return
        state = record_events.load(app, state.customer_id, state.contract_id)
        if state.effects[effect.id].status not in WAITING:
            return  # we stood still, and another attempt has settled it


def _done(app: App, state: ContractState, effect: Effect) -> tuple[NewEvent, ...]:
    def may_send() -> bool:
        # The time comes last: a worker may freeze in any call before it sends.
        return not (_held(app, state, effect) or _out_of_time(app, state, effect.id))

    return _DELIVER[effect.kind](Attempt(app, state, effect, may_send))


def _out_of_time(app: App, state: ContractState, effect_id: str) -> bool:
    """Tell whether the claim is about to end, so that another may begin."""
    until = state.effects[effect_id].claimed_until
    return until is None or app.now() > until - _MARGIN


_DELIVER: dict[EffectKind, Deliver] = {
    EffectKind.CREATE_TASK: deliver_tasks.create,
    EffectKind.CLOSE_TASK: deliver_tasks.close,
    EffectKind.CREATE_PROBLEM: deliver_problems.create,
    EffectKind.CRM_TASK: deliver_activities.create,
    EffectKind.CRM_NOTE: deliver_activities.create,
    EffectKind.SEND_MAIL: deliver_mail.send,
    EffectKind.DRAFT_MAIL: deliver_mail.draft,
}


def _failed(
    effect: Effect, reason: str, wait: int, *, unclear: bool = False
) -> NewEvent:
    last = effect.attempts + 1 >= _ATTEMPTS
    status = EffectStatus.UNKNOWN if last else EffectStatus.OWED
    return NewEvent(
        type=EventType.EFFECT_FAILED,
        summary=f"attempt {effect.attempts + 1} failed: {reason}"[:500],
        data={
            "id": effect.id,
            "status": status.value,
            "retry_seconds": wait,
            **({"unclear": True} if unclear else {}),
        },
    )


def _for_a_person(app: App, effect: Effect) -> NewEvent:
    """Ask a person once it can't be told whether an effect was done."""
    roles = app.stores.settings.playbook().roles
    value = load_dossiers.exposed(app, effect.customer_id, effect.contract_id)
    return NewEvent(
        type=EventType.EXCEPTION_RAISED,
        summary=f"look for {effect.marker} in {_place(effect)}: {effect.summary}",
        data={
            "id": f"{EFFECT_RULE}:{effect.id}",
            "rule": EFFECT_RULE,
            "message": f"not known whether it was done: {effect.summary}",
            "owner_id": (
                effect.assignee_id or roles.cs_lead or roles.operator or OPERATOR
            ),
            "due_date": (app.today() + timedelta(days=1)).isoformat(),
            **value.model_dump(),
        },
    )


def _place(effect: Effect) -> str:
    if effect.mail:
        return "Gmail"
    return "HubSpot" if effect.kind.in_crm else "HaloPSA"


def _record(
    app: App, state: ContractState, events: list[NewEvent], *, operation: str
) -> ContractState | None:
    """Append and project; None when another writer was first."""
    context = Context(actor="engine", at=app.now(), operation_id=operation)
    try:
        return record_events.append(app, state, events, context)
    except Conflict:
        return None
