"""Deals of opportunities that people closed, merged or archived in the CRM."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from shared.domain.crm import Deal
from shared.domain.errors import Conflict
from shared.domain.event import Context, NewEvent
from shared.domain.opportunity import CUSTOMER_LINE, Pursuit
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services import ask_effects, record_events
from shared.services.uplift import pursue
from shared.workflow.uplift_deals import DEAL_SUFFIX, deal_key
from shared.workflow.uplift_outcomes import RULES, SeenDeal, judged, settle
from shared.workflow.uplift_tasks import withdrawn

_TRIES = 5

log = logging.getLogger(__name__)


def settle_all(app: App) -> int:
    """Record what became of deals since; give how many customers it was about."""
    pursuits = [one for one in app.stores.projections.uplifts() if one.qualified_at]
    if app.hubspot is None or not pursuits:
        return 0
    seen = _seen(app.stores.crm.deals.all(), pursuits)
    news = {
        one.opportunity.customer_id
        for one in pursuits
        if one.id in seen and judged(one, seen[one.id])
    }
    asked = app.stores.projections.open_exceptions()
    news |= {item.customer_id for item in asked if item.rule in RULES}
    return sum(_settled(app, owner, seen) for owner in sorted(news))


def _settled(app: App, customer_id: str, seen: Mapping[str, SeenDeal]) -> bool:
    """Decide and record; who was too late reads the timeline and decides again."""
    for _ in range(_TRIES):
        state = record_events.load(app, customer_id, CUSTOMER_LINE)
        events = list(_decided(app, state, seen))
        if not events:
            _show(app, state)
            return False
        operation = f"deals:{app.today()}:{state.seq}"
        context = Context(actor="engine", at=app.now(), operation_id=operation)
        try:
            ask_effects.ask(app, record_events.append(app, state, events, context))
        except Conflict:
            continue
        return True
    log.warning("customer %s: others were always first", customer_id)
    return False


def _show(app: App, state: ContractState) -> None:
    """Project what somebody recorded and died before it was to be seen."""
    heads = app.stores.projections.heads(state.customer_id)
    if heads.get(CUSTOMER_LINE) != state.seq:
        ask_effects.ask(app, record_events.project(app, state))


def _decided(
    app: App, state: ContractState, seen: Mapping[str, SeenDeal]
) -> Iterator[NewEvent]:
    told = list(settle(state, pursue.decision_on(app, state), seen))
    yield from told
    yield from withdrawn(state, told)


def _seen(deals: Iterable[Deal], pursuits: Iterable[Pursuit]) -> dict[str, SeenDeal]:
    """Find each opportunity's deal, or the one that it was merged into."""
    mine, heirs = _kept(deals)
    keys = {p.id: deal_key(p.opportunity.customer_id, p.id) for p in pursuits}
    found = {one: _heir(mine[key], heirs) for one, key in keys.items() if key in mine}
    many = Counter(deal.id for deal in found.values())
    return {
        key: SeenDeal(deal=deal, mixed=_is_mixed(deal, keys[key], many[deal.id]))
        for key, deal in found.items()
    }


def _kept(deals: Iterable[Deal]) -> tuple[dict[str, Deal], dict[str, Deal]]:
    """Give the engine's deals by key, a live one before a gone one, and all heirs."""
    mine: dict[str, Deal] = {}
    heirs: dict[str, Deal] = {}
    for deal in deals:
        heirs |= dict.fromkeys(deal.merged_ids, deal)
        if deal.key.endswith(DEAL_SUFFIX) and not (deal.gone and deal.key in mine):
            mine[deal.key] = deal
    return mine, heirs


def _heir(deal: Deal, heirs: Mapping[str, Deal]) -> Deal:
    """Follow merges to the deal that is left."""
    passed: set[str] = set()
    while deal.id in heirs and deal.id not in passed:
        passed.add(deal.id)
        deal = heirs[deal.id]
    return deal


def _is_mixed(deal: Deal, key: str, owners: int) -> bool:
    """Tell whether a deal holds money that is not this opportunity's."""
    if deal.key == key:
        return False
    return bool(deal.key) or owners > 1
