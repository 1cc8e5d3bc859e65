"""What the demo shows of HubSpot: who is who, whose the deals are, who is missing."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from sandbox.demo.pictures import RenewalDeal, Sales
from shared.domain.match import MatchStatus
from shared.domain.renewal import EffectKind, EffectStatus
from shared.domain.stakeholder import StakeholderMap
from shared.ports import App
from shared.services import record_events


def sales(app: App, names: dict[str, str]) -> Sales:
    """Read matches, the engine's own deals with their tasks, and stakeholder gaps."""
    crm = app.stores.crm
    matches = list(crm.matches.all())
    maps = {one.customer_id: one for one in crm.stakeholders.all()}
    gaps = Counter(gap.value for one in maps.values() for gap in one.gaps)
    return Sales(
        matched=sum(match.settled for match in matches),
        open=sum(match.status is MatchStatus.OPEN for match in matches),
        absent=sum(match.status is MatchStatus.ABSENT for match in matches),
        gaps=dict(sorted(gaps.items())),
        deals=tuple(_deals(app, names, maps)),
    )


def _deals(
    app: App, names: dict[str, str], maps: dict[str, StakeholderMap]
) -> Iterator[RenewalDeal]:
    owners = {owner.id: owner.name for owner in app.stores.crm.owners.all()}
    for deal in app.stores.crm.deals.all():
        if not deal.key or deal.gone:
            continue
        customer_id, contract_id = deal.key.split(":")[:2]
        state = record_events.load(app, customer_id, contract_id)
        tasks = [
            effect.external_id
            for effect in state.effects.values()
            if effect.kind is EffectKind.CRM_TASK
            and effect.status is EffectStatus.DELIVERED
        ]
        found = maps.get(customer_id)
        yield RenewalDeal(
            deal_id=deal.id,
            customer=names.get(customer_id, customer_id),
            owner=owners.get(deal.owner_id or "", "nobody"),
            stage=deal.stage_id.removeprefix("rnwl_"),
            amount=deal.amount or Decimal(0),
            currency=deal.currency,
            close_date=deal.close_date,
            tasks=tuple(tasks),
            gaps=tuple(gap.value for gap in found.gaps) if found else (),
        )
