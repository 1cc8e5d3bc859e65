"""How events about concession requests change a contract's state."""

from collections.abc import Callable

from shared.domain.approval import (
    Approval,
    Ask,
    Concession,
    ConcessionStatus,
    Requirement,
)
from shared.domain.event import Event, EventType
from shared.domain.renewal import ContractState, Outcome
from shared.workflow.state import changed

_KEPT = {
    Outcome.RENEWED: True,
    Outcome.RENEWED_SMALLER: True,
    Outcome.NON_RENEWING: False,
    Outcome.LAPSED: False,
}


def _requested(state: ContractState, event: Event) -> ContractState:
    # Newer code may have added fields at any depth; what is known is enough.
    request = Concession.model_validate(event.data, extra="ignore")
    return changed(state, concessions=state.concessions | {request.id: request})


def _asked(state: ContractState, event: Event) -> ContractState:
    request = _request(state, event)
    if request is None or event.data["revision"] != request.revision:
        return state
    ask = Ask.model_validate(event.data["ask"], extra="ignore")
    return _changed_request(
        state, event, asks=(*request.asks, ask), requirement=_requirement(event)
    )


def _decided(state: ContractState, event: Event) -> ContractState:
    request = _request(state, event)
    if request is None:
        return state
    approval = Approval.model_validate(event.data["approval"], extra="ignore")
    status = ConcessionStatus(str(event.data["result"]))
    return _changed_request(
        state,
        event,
        approvals=(*request.approvals, approval),
        requirement=_requirement(event),
        status=status,
        settled_at=None if status is ConcessionStatus.PENDING else event.at,
        note=approval.reason,
    )


def _withdrawn(state: ContractState, event: Event) -> ContractState:
    return _ended(state, event, ConcessionStatus.WITHDRAWN)


def _expired(state: ContractState, event: Event) -> ContractState:
    return _ended(state, event, ConcessionStatus.EXPIRED)


def _voided(state: ContractState, event: Event) -> ContractState:
    return _ended(state, event, ConcessionStatus.VOIDED)


def _ended(
    state: ContractState, event: Event, status: ConcessionStatus
) -> ContractState:
    note = str(event.data.get("reason", ""))
    return _changed_request(state, event, status=status, settled_at=event.at, note=note)


def _applied(state: ContractState, event: Event) -> ContractState:
    return _changed_request(state, event, status=ConcessionStatus.APPLIED)


def _renewal_closed(state: ContractState, event: Event) -> ContractState:
    """Learn from each request of a renewal whether the customer stayed."""
    renewal = state.renewal
    if renewal is None:
        return state
    ends = {*renewal.been, renewal.term_end.isoformat()}
    kept = _KEPT.get(Outcome(str(event.data["outcome"])))
    learnt = {
        key: request.model_copy(update={"kept": kept})
        for key, request in state.concessions.items()
        if request.terms.term_end.isoformat() in ends
    }
    return changed(state, concessions=state.concessions | learnt)


def _request(state: ContractState, event: Event) -> Concession | None:
    return state.concessions.get(str(event.data["id"]))


def _requirement(event: Event) -> Requirement:
    return Requirement.model_validate(event.data["requirement"], extra="ignore")


def _changed_request(
    state: ContractState, event: Event, **changes: object
) -> ContractState:
    request = _request(state, event)
    if request is None:
        return state
    after = request.model_copy(update=changes)
    return changed(state, concessions=state.concessions | {request.id: after})


STEPS: dict[str, Callable[[ContractState, Event], ContractState]] = {
    EventType.CONCESSION_REQUESTED: _requested,
    EventType.CONCESSION_REVISED: _requested,
    EventType.APPROVAL_ASKED: _asked,
    EventType.CONCESSION_DECIDED: _decided,
    EventType.GLASS_BROKEN: _decided,
    EventType.CONCESSION_WITHDRAWN: _withdrawn,
    EventType.CONCESSION_EXPIRED: _expired,
    EventType.CONCESSION_VOIDED: _voided,
    EventType.CONCESSION_APPLIED: _applied,
    EventType.RENEWAL_CLOSED: _renewal_closed,
}
