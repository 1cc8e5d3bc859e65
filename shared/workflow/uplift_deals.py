"""The CRM's deal of an opportunity that was accepted, kept up with its life."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from pydantic import JsonValue

from shared.domain.contract import AutomationMode
from shared.domain.crm import CrmView
from shared.domain.event import EventType, NewEvent
from shared.domain.money import from_minor
from shared.domain.opportunity import Opportunity, Stage
from shared.domain.renewal import ContractState, EffectKind, EffectStatus
from shared.workflow.crm_fields import plain
from shared.workflow.crm_requests import digest, request
from shared.workflow.crm_writes import taken_over
from shared.workflow.situation import Decision
from shared.workflow.uplift_tasks import naming

# Where each step puts the deal, by the names of a renewal's stages.
_STAGES: dict[EventType, str] = {
    EventType.OPPORTUNITY_QUALIFIED: "t90",
    EventType.OPPORTUNITY_OFFERED: "t30",
    EventType.OPPORTUNITY_WON: "won",
    EventType.OPPORTUNITY_LOST: "lost",
    EventType.OPPORTUNITY_EXPIRED: "lost",
    EventType.OPPORTUNITY_REJECTED: "lost",
    EventType.OPPORTUNITY_CORRECTED: "",  # the event says it
}
_ENDS = {key for key, stage in _STAGES.items() if stage not in {"t90", "t30"}}
_TAKEN_UP = {
    Stage.QUALIFIED: EventType.OPPORTUNITY_QUALIFIED,
    Stage.OFFERED: EventType.OPPORTUNITY_OFFERED,
}
DEAL_SUFFIX = ":uplift"


def keep_deals(
    state: ContractState,
    decision: Decision,
    events: Iterable[NewEvent],
    view: CrmView | None,
) -> Iterator[NewEvent]:
    """Ask for the deal of each opportunity that was accepted, and move it along.

    The amount is a year of the likely estimate, or of what was won.
    """
    for event in events:
        pursuit = state.pursuits.get(str(event.data.get("id")))
        if view is not None and pursuit is not None and event.type in _STAGES:
            yield from _deal(state, naming(decision, pursuit.opportunity), event, view)


def lacking(state: ContractState, decision: Decision) -> list[NewEvent]:
    """Give the last steps of what was taken up and should have a deal by now.

    It had none while its contract was in shadow, or its customer had no account.
    """
    found = []
    for pursuit in state.pursuits.values():
        step = _TAKEN_UP.get(pursuit.stage)
        mode = naming(decision, pursuit.opportunity).situation.mode
        if step is None or mode is AutomationMode.SHADOW:
            continue
        before = state.effects.get(deal_effect_id(state.customer_id, pursuit.id))
        if before is None or before.status is EffectStatus.SHADOW:
            told: dict[str, JsonValue] = {"id": pursuit.id}
            found.append(NewEvent(type=step, summary="", data=told))
    return found


def _deal(
    state: ContractState, decision: Decision, event: NewEvent, view: CrmView
) -> Iterator[NewEvent]:
    pursuit = state.pursuits[str(event.data["id"])]
    key = deal_key(state.customer_id, pursuit.id)
    effect_id = deal_effect_id(state.customer_id, pursuit.id)
    before, deal = state.effects.get(effect_id), view.deals.get(key)
    begins = event.type in _TAKEN_UP.values()
    if not (begins or before) or (deal and deal.gone):
        return  # people archived it: it is not made again
    wanted = _fields(pursuit.opportunity, decision, event, view)
    theirs = tuple(taken_over(deal, wanted, before))
    if event.type in _ENDS:
        theirs = tuple(name for name in theirs if name not in {"amount", "stage_id"})
    fields = {name: text for name, text in wanted.items() if name not in theirs}
    kind = EffectKind.UPSERT_DEAL
    yield from request(state, decision, kind, effect_id, fields, theirs, key)


def deal_key(customer_id: str, pursuit_id: str) -> str:
    """Give the key of an opportunity's deal, by which it is found again."""
    return f"{customer_id}:{pursuit_id}{DEAL_SUFFIX}"


def deal_effect_id(customer_id: str, pursuit_id: str) -> str:
    """Give the id of the effect that keeps an opportunity's deal."""
    return f"deal-{digest(deal_key(customer_id, pursuit_id))}"


def _fields(
    one: Opportunity, decision: Decision, event: NewEvent, view: CrmView
) -> dict[str, str]:
    policy, currency = decision.book.crm, one.estimate.currency
    won = event.data.get("won_minor")
    monthly = won if isinstance(won, int) else one.estimate.likely_minor
    window = timedelta(days=decision.book.uplift.window_days)
    fields = {
        "name": f"Uplift: {one.title}",
        "amount": plain(from_minor(12 * monthly, currency), currency),
        "currency": currency,
        "close_date": (decision.situation.today + window).isoformat(),
        "pipeline": policy.pipeline_id,
        "stage_id": policy.stages[_stage_of(event)],
        "account_id": view.account_id,
    }
    # Who ended it knows when; a day further on would say it is still to come.
    if event.type in _ENDS:
        fields["close_date"] = decision.situation.today.isoformat()
    manager = view.owner_ids.get(decision.situation.data_owner_id or "")
    owner = manager or view.account_owner_id
    return fields | ({"owner_id": owner} if owner else {})


def _stage_of(event: NewEvent) -> str:
    return _STAGES[event.type] or str(event.data["stage"])
