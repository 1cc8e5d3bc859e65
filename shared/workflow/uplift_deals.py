"""The CRM's deal of an opportunity that was accepted, kept up with its life."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from shared.domain.crm import CrmView
from shared.domain.event import EventType, NewEvent
from shared.domain.money import from_minor
from shared.domain.opportunity import Opportunity
from shared.domain.renewal import ContractState, EffectKind
from shared.workflow.crm_fields import plain
from shared.workflow.crm_requests import digest, request
from shared.workflow.situation import Decision

# Where each step puts the deal, by the names of a renewal's stages.
_STAGES = {
    EventType.OPPORTUNITY_QUALIFIED: "t90",
    EventType.OPPORTUNITY_OFFERED: "t30",
    EventType.OPPORTUNITY_WON: "won",
    EventType.OPPORTUNITY_LOST: "lost",
    EventType.OPPORTUNITY_EXPIRED: "lost",
    EventType.OPPORTUNITY_REJECTED: "lost",
}


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
        if view is None or pursuit is None or event.type not in _STAGES:
            continue
        key = deal_key(state.customer_id, pursuit.id)
        effect_id = f"deal-{digest(key)}"
        begins = event.type is EventType.OPPORTUNITY_QUALIFIED
        if begins or effect_id in state.effects:
            fields = _fields(pursuit.opportunity, decision, event, view)
            kind = EffectKind.UPSERT_DEAL
            yield from request(state, decision, kind, effect_id, fields, marker=key)


def deal_key(customer_id: str, pursuit_id: str) -> str:
    """Give the key of an opportunity's deal, by which it is found again."""
    return f"{customer_id}:{pursuit_id}:uplift"


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
        "stage_id": policy.stages[_STAGES[EventType(event.type)]],
        "account_id": view.account_id,
    }
    manager = view.owner_ids.get(decision.situation.data_owner_id or "")
    owner = manager or view.account_owner_id
    return fields | ({"owner_id": owner} if owner else {})
