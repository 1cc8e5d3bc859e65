"""What people did with an opportunity's deal in the CRM, taken for its outcome."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from shared.domain.crm import Deal
from shared.domain.event import EventType, NewEvent
from shared.domain.model import Model
from shared.domain.money import to_minor
from shared.domain.opportunity import Pursuit, Stage
from shared.domain.renewal import ContractState, Effect, EffectStatus
from shared.workflow.exceptions import raised
from shared.workflow.situation import Decision
from shared.workflow.uplift import Said, ended_as
from shared.workflow.uplift_deals import deal_effect_id
from shared.workflow.uplift_tasks import naming

GONE, MERGED = "uplift_deal_gone", "uplift_deal_merged"
REOPENED, AMOUNT = "uplift_deal_reopened", "uplift_deal_amount"
DISPUTED = "uplift_deal_disputed"
RULES = (GONE, MERGED, REOPENED, AMOUNT, DISPUTED)

_UNDER_WAY = {EffectStatus.OWED, EffectStatus.CLAIMED}


class SeenDeal(Model):
    """An opportunity's deal as the CRM has it, or the one that has swallowed it.

    `mixed` ones hold the money of other deals of the engine too.
    """

    deal: Deal
    mixed: bool = False


class Doubt(NamedTuple):
    """What the engine can't tell from a deal, so that a person has to."""

    rule: str
    message: str


def settle(
    state: ContractState, decision: Decision, seen: Mapping[str, SeenDeal]
) -> Iterator[NewEvent]:
    """Give the outcomes that deals tell, and what a person has to be asked or no more.

    `seen` are deals by opportunity. What the engine wrote itself says nothing new.
    """
    for pursuit in state.pursuits.values():
        effect = state.effects.get(deal_effect_id(state.customer_id, pursuit.id))
        found = seen.get(pursuit.id)
        verdict = judged(pursuit, found) if found and effect else None
        if effect and not _is_theirs(pursuit, verdict, effect):
            verdict = None
        if isinstance(verdict, Said):
            yield from _unsent(effect)
            yield ended_as(pursuit, verdict)
        doubt = verdict if isinstance(verdict, Doubt) else None
        yield from _asked(state, decision, pursuit, doubt)


def judged(pursuit: Pursuit, seen: SeenDeal) -> Said | Doubt | None:
    """Tell what a deal says of its opportunity that the opportunity does not say."""
    deal = seen.deal
    if deal.gone:
        why = f"deal {deal.id} was archived or deleted in the CRM"
        return Doubt(GONE, why) if pursuit.open else None
    if seen.mixed:
        why = f"its deal was merged into deal {deal.id}, which is about more"
        return Doubt(MERGED, why) if pursuit.open else None
    if not deal.closed:
        why = f"deal {deal.id} is open in the CRM, but this is {pursuit.stage}"
        return None if pursuit.open else Doubt(REOPENED, why)
    return _won(pursuit, deal) if deal.won else _lost(pursuit, deal)


def _won(pursuit: Pursuit, deal: Deal) -> Said | Doubt | None:
    currency = deal.currency or pursuit.opportunity.estimate.currency
    if deal.amount is None or deal.amount < 0:
        return Doubt(AMOUNT, f"deal {deal.id} was won in the CRM without an amount")
    if pursuit.stage is Stage.REJECTED:
        why = f"deal {deal.id} was won in the CRM, but this was rejected here"
        return Doubt(DISPUTED, why)
    minor = to_minor(deal.amount / 12, currency)
    known = (pursuit.won_minor, pursuit.realised_currency)
    if pursuit.stage is Stage.WON and known == (minor, currency):
        return None
    return Said(stage=Stage.WON, won_minor=minor, currency=currency, deal_id=deal.id)


def _lost(pursuit: Pursuit, deal: Deal) -> Said | None:
    if not (pursuit.open or pursuit.stage is Stage.WON):
        return None
    return Said(stage=Stage.LOST, reason="it was lost in the CRM", deal_id=deal.id)


def _is_theirs(pursuit: Pursuit, verdict: Said | Doubt | None, effect: Effect) -> bool:
    """Tell whether people made the deal what it is, and not a write of ours.

    While ours is on its way the deal says what was. An open one says nothing where
    our closing never arrived.
    """
    if pursuit.open:
        return True
    if isinstance(verdict, Doubt) and verdict.rule == REOPENED:
        return effect.status is EffectStatus.DELIVERED
    return effect.status not in _UNDER_WAY


def _unsent(effect: Effect | None) -> Iterator[NewEvent]:
    """Hold back a write decided before people closed the deal: it would reopen it."""
    if effect and effect.status in _UNDER_WAY:
        yield NewEvent(
            type=EventType.EFFECT_CANCELLED,
            summary=f"no longer needed: {effect.summary}",
            data={"id": effect.id},
        )


def _asked(
    state: ContractState, decision: Decision, pursuit: Pursuit, doubt: Doubt | None
) -> Iterator[NewEvent]:
    """Raise what a person has to tell, and close what is told."""
    wanted = f"{doubt.rule}:{pursuit.id}" if doubt else ""
    for rule in RULES:
        item = state.exceptions.get(f"{rule}:{pursuit.id}")
        if item and item.open and item.id != wanted:
            yield NewEvent(
                type=EventType.EXCEPTION_CLOSED,
                summary=f"settled: {item.message}",
                data={"id": item.id},
            )
    there = state.exceptions.get(wanted)
    if doubt and not (there and there.open):
        about = _valued(naming(decision, pursuit.opportunity), pursuit)
        message = f"{doubt.message}: {pursuit.opportunity.title} ({pursuit.id})"
        yield raised(about, rule=doubt.rule, key=wanted, message=message)


def _valued(decision: Decision, pursuit: Pursuit) -> Decision:
    estimate, situation = pursuit.opportunity.estimate, decision.situation
    terms = situation.terms.model_copy(update={"currency": estimate.currency})
    worth = {"terms": terms, "value_minor": 12 * estimate.likely_minor}
    return decision.model_copy(update={"situation": situation.model_copy(update=worth)})
