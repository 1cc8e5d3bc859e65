"""How a renewal ends: renewed, smaller, not renewing, lapsed, or withdrawn."""

from collections.abc import Iterator
from datetime import timedelta

from pydantic import JsonValue

from shared.domain.contract import RenewalMode
from shared.domain.crm import deal_key
from shared.domain.event import EventType, NewEvent
from shared.domain.money import to_minor
from shared.domain.renewal import ContractState, Outcome, Renewal, Stage
from shared.workflow import tasks
from shared.workflow.situation import Decision, Situation
from shared.workflow.transitions import require_step


def close(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Close the open renewal if somebody has decided it."""
    renewal, situation = state.renewal, decision.situation
    if renewal is None:
        return
    found = (
        _replaced(renewal, situation)
        or _extended(renewal, decision)
        or _ended(state, situation)
        or _told_by_crm(state, situation)
    )
    yield from _closing(state, renewal, decision, found)


def close_by_time(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Close the open renewal if its days are over; moved dates must be known by now."""
    renewal, situation = state.renewal, decision.situation
    if renewal is None:
        return
    grace = timedelta(days=decision.book.grace_days)
    found = _rolled(state, situation) or _lapsed(renewal, situation, grace)
    yield from _closing(state, renewal, decision, found)


Found = tuple[Outcome, int, str]


def _closing(
    state: ContractState, renewal: Renewal, decision: Decision, found: Found | None
) -> Iterator[NewEvent]:
    """Give the events that close a renewal, withdraw its work and freeze the score."""
    if found is None:
        return
    outcome, renewed_minor, reason = found
    require_step(renewal.stage, Stage.CLOSED)
    left = [t for t in state.tasks.values() if t.open and t.stage]
    yield from tasks.supersede(state, left, reason=f"renewal closed: {reason}")
    readiness = decision.situation.readiness
    data: dict[str, JsonValue] = {
        "outcome": outcome.value,
        "reason": reason,
        "baseline_mrr_minor": renewal.baseline_mrr_minor,
        "renewed_mrr_minor": renewed_minor,
        "currency": renewal.currency,
        "readiness": None if readiness is None else str(readiness),
    }
    yield NewEvent(
        type=EventType.RENEWAL_CLOSED,
        summary=f"renewal closed as {outcome.value}: {reason}",
        stage=Stage.CLOSED,
        term_end=renewal.term_end,
        data=data,
    )


def _sized(renewal: Renewal, minor: int) -> Outcome:
    smaller = minor < renewal.baseline_mrr_minor
    return Outcome.RENEWED_SMALLER if smaller else Outcome.RENEWED


def _replaced(renewal: Renewal, situation: Situation) -> Found | None:
    successor = situation.successor
    if successor is None:
        return None
    why = f"replaced by contract {successor.contract_id}"
    return _sized(renewal, successor.mrr_minor), successor.mrr_minor, why


def _extended(renewal: Renewal, decision: Decision) -> Found | None:
    terms = decision.situation.terms
    end, far = terms.end_date, timedelta(days=decision.book.renewed_in_place_days)
    if decision.situation.contract is None or end is None:
        return None
    if terms.renewal_mode is RenewalMode.EVERGREEN:
        return None  # its anniversaries count; the end is a far-off placeholder
    if end - renewal.term_end < far:
        return None
    minor = decision.situation.mrr_minor
    return _sized(renewal, minor), minor, f"end date moved to {end}"


def _ended(state: ContractState, situation: Situation) -> Found | None:
    contract = situation.contract
    if contract is None:
        return Outcome.WITHDRAWN, 0, situation.gone
    if situation.terms.renewal_mode is RenewalMode.NONE:
        return Outcome.WITHDRAWN, 0, "the contract does not renew"
    if contract.active:
        return None
    noticed = f" (notice of {state.notice_date})" if state.notice_date else ""
    return Outcome.NON_RENEWING, 0, f"the contract was ended{noticed}"


def _told_by_crm(state: ContractState, situation: Situation) -> Found | None:
    """Take what people did with the renewal's deal for the decision."""
    number = len(state.closed) + 1
    key = deal_key(state.customer_id, state.contract_id, number)
    deal = situation.crm.deals.get(key) if situation.crm else None
    renewal = state.renewal
    if deal is None or renewal is None or deal.gone or not deal.closed:
        return None
    if not deal.won:
        return Outcome.NON_RENEWING, 0, f"deal {deal.id} was lost in the CRM"
    minor = situation.mrr_minor
    if deal.amount is not None and deal.currency == renewal.currency:
        minor = to_minor(deal.amount / 12, deal.currency)
    return _sized(renewal, minor), minor, f"deal {deal.id} was won in the CRM"


def _rolled(state: ContractState, situation: Situation) -> Found | None:
    renewal, terms = state.renewal, situation.terms
    itself = terms.renewal_mode in {RenewalMode.AUTO, RenewalMode.EVERGREEN}
    if renewal is None or not itself or situation.today <= renewal.term_end:
        return None
    if state.notice_date is not None:
        return Outcome.NON_RENEWING, 0, f"notice of {state.notice_date}"
    minor = situation.mrr_minor
    return _sized(renewal, minor), minor, "renewed itself"


def _lapsed(renewal: Renewal, situation: Situation, grace: timedelta) -> Found | None:
    if situation.today <= renewal.term_end + grace:
        return None
    return Outcome.LAPSED, 0, "the grace period ended without a signature"
