"""What the CRM should show of a renewal, asked for whenever it differs."""

from collections.abc import Iterator, Mapping

from shared.domain.crm import CrmView, Deal, deal_key
from shared.domain.event import NewEvent
from shared.domain.renewal import (
    ContractState,
    Effect,
    EffectKind,
    EffectStatus,
    Renewal,
    Stage,
)
from shared.workflow.crm_activities import keep_activities
from shared.workflow.crm_fields import deal_fields, engine_fields, plain
from shared.workflow.crm_requests import deal_effect_id, digest, request
from shared.workflow.situation import Decision

# Fields of a deal that people change; the others are the engine's own.
_SHARED = ("name", "amount", "close_date", "stage_id", "owner_id")


def keep(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Ask for the deal, the account's properties, and the owner's tasks and notes."""
    view = decision.situation.crm
    if view is None:
        return
    for number, renewal in _renewals(state):
        yield from _deal(state, decision, view, number, renewal)
    if state.renewal and view.lead_contract_id in {"", state.contract_id}:
        fields = engine_fields(state, state.renewal, decision)
        effect_id = f"account-{digest(view.account_id)}"
        fields |= {"account_id": view.account_id}
        yield from request(
            state, decision, EffectKind.UPDATE_ACCOUNT, effect_id, fields
        )
    if decision.book.crm.tasks:
        yield from keep_activities(state, decision, view)


def _renewals(state: ContractState) -> Iterator[tuple[int, Renewal]]:
    """Give the open renewal, and the last closed one that has a deal."""
    number = len(state.closed)
    if state.closed and deal_effect_id(state, number) in state.effects:
        yield number, state.closed[-1]
    if state.renewal and state.renewal.stage is not Stage.UPCOMING:
        yield number + 1, state.renewal


def _deal(
    state: ContractState,
    decision: Decision,
    view: CrmView,
    number: int,
    renewal: Renewal,
) -> Iterator[NewEvent]:
    key = deal_key(state.customer_id, state.contract_id, number)
    effect_id = deal_effect_id(state, number)
    deal, before = view.deals.get(key), state.effects.get(effect_id)
    if deal is not None and deal.gone:
        return  # people archived it: it is not made again
    wanted = deal_fields(state, renewal, decision, view)
    theirs = tuple(taken_over(deal, wanted, before))
    fields = {name: text for name, text in wanted.items() if name not in theirs}
    yield from request(
        state, decision, EffectKind.UPSERT_DEAL, effect_id, fields, theirs, key
    )


def taken_over(
    deal: Deal | None, wanted: Mapping[str, str], before: Effect | None
) -> Iterator[str]:
    """Name the fields that a person changed since the engine wrote them.

    They stay that person's until they say what the engine would have written. `before`
    is the effect of the last write.
    """
    taken = before.theirs if before else ()
    if deal is None:
        yield from taken
        return
    delivered = before is not None and before.status is EffectStatus.DELIVERED
    written = before.fields if before and delivered else {}
    now = _as_fields(deal)
    for name in _SHARED:
        if name not in wanted or now[name] == wanted[name]:
            continue
        if name in taken or (name in written and now[name] != written[name]):
            yield name


def _as_fields(deal: Deal) -> dict[str, str]:
    amount = "" if deal.amount is None else plain(deal.amount, deal.currency)
    return {
        "name": deal.name,
        "amount": amount,
        "close_date": deal.close_date.isoformat() if deal.close_date else "",
        "stage_id": deal.stage_id,
        "owner_id": deal.owner_id or "",
    }
