"""Contracts that are back after their renewal was given up: a person has to look."""

from collections.abc import Iterator

from shared.domain.event import EventType, NewEvent
from shared.domain.renewal import ContractState, Outcome, Renewal
from shared.domain.renewal_dates import term_end
from shared.workflow.exceptions import raised
from shared.workflow.situation import Decision

_RULE = "renewal_came_back"
_GIVEN_UP = {Outcome.WITHDRAWN, Outcome.NON_RENEWING}


def watch(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Keep one exception while a contract's running term was given up too early.

    No renewal opens twice for one term, so it would go unnoticed until the next.
    """
    key = _key(state, decision)
    item = state.exceptions.get(key)
    if key and not (item and item.open):
        message = "the contract is back, but its renewal was closed: renew it by hand"
        yield raised(decision, rule=_RULE, key=key, message=message)
    for known in state.exceptions.values():
        if known.rule == _RULE and known.open and known.id != key:
            yield NewEvent(
                type=EventType.EXCEPTION_CLOSED,
                summary=f"settled: {known.message}",
                data={"id": known.id},
            )


def _key(state: ContractState, decision: Decision) -> str:
    situation = decision.situation
    if situation.contract is None or not situation.contract.active:
        return ""
    end = term_end(situation.terms, situation.today)
    given_up = {day for closed in state.closed for day in _given_up(closed)}
    is_back = end is not None and end.isoformat() in given_up
    return f"{_RULE}:{end}" if is_back and not situation.successor else ""


def _given_up(closed: Renewal) -> set[str]:
    """List the ends of a renewal that was not won; a lapsed one stays lapsed."""
    ends = {*closed.been, closed.term_end.isoformat()}
    if closed.outcome is Outcome.LAPSED:
        return ends - {closed.term_end.isoformat()}
    return ends if closed.outcome in _GIVEN_UP else set()
