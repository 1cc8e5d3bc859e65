"""The one life of an opportunity: found, qualified, offered, and how it ended."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256

from shared.domain.errors import NotFound, PolicyViolation, TransitionNotAllowed
from shared.domain.event import EventType, NewEvent
from shared.domain.model import Model
from shared.domain.opportunity import Detector, Kind, Opportunity, Pursuit, Stage
from shared.domain.renewal import ContractState
from shared.domain.text import one_line
from shared.domain.uplift_policy import UpliftPolicy
from shared.workflow.uplift_brief import compared, ending
from shared.workflow.uplift_steps import told

# The one table of steps that people take; time alone leads to `expired`.
STEPS: dict[Stage, frozenset[Stage]] = {
    Stage.QUALIFIED: frozenset({Stage.IDENTIFIED}),
    Stage.OFFERED: frozenset({Stage.QUALIFIED}),
    Stage.WON: frozenset({Stage.QUALIFIED, Stage.OFFERED}),
    Stage.LOST: frozenset({Stage.QUALIFIED, Stage.OFFERED}),
    Stage.REJECTED: frozenset({Stage.IDENTIFIED, Stage.QUALIFIED}),
}
_TYPES = {
    Stage.QUALIFIED: EventType.OPPORTUNITY_QUALIFIED,
    Stage.OFFERED: EventType.OPPORTUNITY_OFFERED,
    Stage.WON: EventType.OPPORTUNITY_WON,
    Stage.LOST: EventType.OPPORTUNITY_LOST,
    Stage.REJECTED: EventType.OPPORTUNITY_REJECTED,
}
# A yes may come after all, where an offer was on the table.
_LATE = {Stage.EXPIRED, Stage.REJECTED}
_REASON_NEEDED = {Stage.LOST, Stage.REJECTED}
_ENDS = {Stage.WON, Stage.LOST}
_NOT_FOUND = "it is found no more"


class Outlook(Model):
    """What decides about opportunities besides the timeline and what was found.

    `weak` are the drivers that cost an at-risk customer its readiness.
    """

    today: date
    policy: UpliftPolicy
    at_risk: bool = False
    weak: frozenset[str] = frozenset()
    muted: frozenset[Detector] = frozenset()


def decide_uplift(
    state: ContractState, found: Iterable[Opportunity], outlook: Outlook
) -> tuple[NewEvent, ...]:
    """Give the events that today's findings call for; none when nothing is new."""
    listed = {one.key: one for one in found}
    events = [*_over(state, listed, outlook)]
    for one in listed.values():
        events += _identify(state, one, outlook)
    return tuple(events)


def _identify(
    state: ContractState, one: Opportunity, outlook: Outlook
) -> Iterator[NewEvent]:
    lives = [p for p in state.pursuits.values() if p.opportunity.key == one.key]
    last = lives[-1] if lives else None
    if last and last.open:
        if last.stage is Stage.IDENTIFIED and _differs(last.opportunity, one, outlook):
            yield _found(last.id, one, "revised")
    elif one.detector not in outlook.muted and not _cooling(last, outlook):
        yield _found(_id(state, one, len(lives)), one, "found")


def _found(pursuit_id: str, one: Opportunity, how: str) -> NewEvent:
    return NewEvent(
        type=EventType.OPPORTUNITY_IDENTIFIED,
        summary=f"{how}: {one.title}",
        data={"id": pursuit_id, "opportunity": told(one)},
    )


def _id(state: ContractState, one: Opportunity, lives: int) -> str:
    text = f"{state.customer_id}|{one.key}|{lives}"
    return f"u{sha256(text.encode()).hexdigest()[:8]}"


def _differs(old: Opportunity, new: Opportunity, outlook: Outlook) -> bool:
    before, now = old.estimate, new.estimate
    if (old.kind, old.act_by_date, before.currency) != (
        new.kind,
        new.act_by_date,
        now.currency,
    ):
        return True
    change = abs(now.likely_minor - before.likely_minor)
    return change > outlook.policy.revise_rate * before.likely_minor


def _cooling(last: Pursuit | None, outlook: Outlook) -> bool:
    """Tell whether it is too soon after a no, or after it was won, to come again."""
    if last is None or (last.stage is Stage.EXPIRED and not last.qualified_at):
        return False
    days = timedelta(days=outlook.policy.cool_down_days)
    return outlook.today < last.changed_at.date() + days


def _over(
    state: ContractState, found: dict[str, Opportunity], outlook: Outlook
) -> Iterator[NewEvent]:
    window = timedelta(days=outlook.policy.window_days)
    for pursuit in state.pursuits.values():
        if not pursuit.open:
            continue
        begun = pursuit.qualified_at
        if begun is None and pursuit.opportunity.key not in found:
            yield _ended(pursuit, _NOT_FOUND)
        elif begun and outlook.today > begun.date() + window:
            if _asked_about(state, pursuit):
                continue  # somebody was asked what became of it
            days = outlook.policy.window_days
            yield _ended(pursuit, f"it was not decided within {days} days")


def _asked_about(state: ContractState, pursuit: Pursuit) -> bool:
    return any(
        item.open and item.id.endswith(f":{pursuit.id}")
        for item in state.exceptions.values()
    )


def _ended(pursuit: Pursuit, reason: str) -> NewEvent:
    return NewEvent(
        type=EventType.OPPORTUNITY_EXPIRED,
        summary=f"expired, {reason}: {pursuit.opportunity.title}",
        data={"id": pursuit.id, "reason": reason},
    )


def moved(
    state: ContractState,
    pursuit_id: str,
    stage: Stage,
    *,
    reason: str = "",
    won_minor: int | None = None,
) -> NewEvent:
    """Give the event by which a person moves an opportunity on.

    Raises NotFound, TransitionNotAllowed, and PolicyViolation where a reason or the
    amount that was won is missing.
    """
    pursuit = state.pursuits.get(pursuit_id)
    if pursuit is None:
        message = f"opportunity {pursuit_id} is not known"
        raise NotFound(message)
    late = stage is Stage.WON and pursuit.stage in _LATE and pursuit.qualified_at
    if pursuit.stage not in STEPS[stage] and not late:
        message = f"opportunity {pursuit_id}: no step from {pursuit.stage} to {stage}"
        raise TransitionNotAllowed(message)
    reason = one_line(reason)
    if stage in _REASON_NEEDED and not reason:
        message = f"opportunity {pursuit_id}: {stage} needs a reason"
        raise PolicyViolation(message)
    if stage is Stage.WON and (won_minor is None or won_minor < 0):
        message = f"opportunity {pursuit_id}: the amount that was won is missing"
        raise PolicyViolation(message)
    said = Said(stage=stage, reason=reason, won_minor=won_minor)
    return ended_as(pursuit, said) if stage in _ENDS else _stepped(pursuit, said)


def _stepped(pursuit: Pursuit, said: "Said") -> NewEvent:
    told_why = f", {said.reason}" if said.reason else ""
    return NewEvent(
        type=_TYPES[said.stage],
        summary=f"{said.stage}{told_why}: {pursuit.opportunity.title}",
        data={"id": pursuit.id, "reason": said.reason},
    )


class Said(Model):
    """What was said of an opportunity, and by which deal of the CRM if by one.

    `won_minor` is MRR in minor units of `currency`, that of the estimate if it is "".
    """

    stage: Stage
    reason: str = ""
    won_minor: int | None = None
    currency: str = ""
    deal_id: str = ""


def ended_as(pursuit: Pursuit, said: Said) -> NewEvent:
    """Give the event of a win or loss; a correction if there was an outcome before."""
    one, now = pursuit.opportunity, said.stage
    event = _stepped(pursuit, said)
    told, how = said.reason, str(now)
    data = event.data | ({"deal_id": said.deal_id} if said.deal_id else {})
    if now is Stage.WON and said.won_minor is not None:
        currency = said.currency or one.estimate.currency
        told = compared(one.estimate, said.won_minor, currency)
        data |= {"won_minor": said.won_minor, "currency": currency}
    if said.deal_id:
        told += f" (deal {said.deal_id} in the CRM)"
    if pursuit.open:
        summary = f"{how}, {told}: {one.title}"
        return event.model_copy(update={"summary": summary, "data": data})
    before = f"{pursuit.stage}, {ending(pursuit)}"
    return NewEvent(
        type=EventType.OPPORTUNITY_CORRECTED,
        summary=f"corrected to {how}, {told}; before: {before}: {one.title}",
        data=data | {"stage": now.value, "before": pursuit.stage.value},
    )


def held(one: Opportunity, outlook: Outlook) -> str:
    """Say why it must not be pitched now, "" when it may be.

    An at-risk customer is offered only what cures a cause of the risk.
    """
    if one.kind is Kind.RETENTION_RISK:
        return "it is a retention risk, there is nothing to sell"
    if outlook.at_risk and not cured(one, outlook):
        return "the customer is at risk and it cures no cause of that"
    return ""


def cured(one: Opportunity, outlook: Outlook) -> tuple[str, ...]:
    """List the drivers that hurt the customer and that it would cure."""
    return tuple(name for name in one.cures if name in outlook.weak)


def ranked(pursuits: Iterable[Pursuit]) -> list[Pursuit]:
    """Order by expected value and effort, the best first."""
    return sorted(pursuits, key=lambda one: (-one.opportunity.rank, one.id))
