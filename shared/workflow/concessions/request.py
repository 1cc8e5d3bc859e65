"""Asking for a concession, changing one's mind about it, and taking it back."""

from collections.abc import Iterator

from shared.domain.approval import Concession, ConcessionStatus, Requirement
from shared.domain.errors import Conflict, InvalidInput, PolicyViolation
from shared.domain.event import EventType, NewEvent
from shared.domain.person import Person
from shared.domain.renewal import ContractState
from shared.workflow.concessions import work
from shared.workflow.concessions.desk import Desk, Draft, Offer, get_request
from shared.workflow.concessions.revision import check_offer, fresh_revision, put

REQUESTER_ROLE = "Renewals.Requester"
_CHANGEABLE = {
    ConcessionStatus.PENDING,
    ConcessionStatus.COUNTERED,
    ConcessionStatus.APPROVED,
    ConcessionStatus.VOIDED,
}


def request(state: ContractState, desk: Desk, draft: Draft) -> Iterator[NewEvent]:
    """Make a request and put it to whoever has to decide it.

    Raises InvalidInput naming the field, Conflict when the id is taken.
    """
    if draft.id in state.concessions:
        message = f"concession request {draft.id} is there already"
        raise Conflict(message)
    if not (draft.requester.oid and draft.requester.tid):
        message = "requester: only somebody known by object id can ask"
        raise InvalidInput(message)
    check_offer(state, desk, draft.offer)
    made = Concession(
        id=draft.id,
        customer_id=state.customer_id,
        contract_id=state.contract_id,
        revision=1,
        status=ConcessionStatus.PENDING,
        terms=draft.offer.terms,
        chash=draft.offer.terms.hash,
        requester=draft.requester,
        origin=draft.origin,
        assessment=draft.offer.assessment,
        requirement=Requirement(levels=(), reasons=()),
        requested_at=desk.now,
        revised_at=desk.now,
    )
    yield from put(state, desk, made, EventType.CONCESSION_REQUESTED)


def revise(
    state: ContractState,
    desk: Desk,
    *,
    request_id: str,
    person: Person,
    offer: Offer,
) -> Iterator[NewEvent]:
    """Change a request's terms: all approvals are void and it is put anew.

    Raises PolicyViolation for who may not, Conflict for what can't change any more.
    """
    known = get_changeable(state, request_id, person)
    check_offer(state, desk, offer)
    if offer.terms.hash == known.chash:
        message = f"concession request {request_id}: nothing was changed"
        raise Conflict(message)
    reason = f"revision {known.revision + 1} took its place"
    yield from work.settle(state, known, reason=reason)
    yield from fresh_revision(state, desk, known, offer=offer, editor=person.oid)


def withdraw(
    state: ContractState, *, request_id: str, person: Person, reason: str
) -> Iterator[NewEvent]:
    """Take a request back; all links to it are dead from now on.

    Raises PolicyViolation for who may not, Conflict for what can't change any more.
    """
    known = get_changeable(state, request_id, person)
    yield NewEvent(
        type=EventType.CONCESSION_WITHDRAWN,
        summary=f"concession withdrawn by {person.name}: {reason}",
        data={
            "id": request_id,
            "reason": reason,
            "oid": person.oid,
            "prior": known.status.value,
        },
    )
    yield from work.settle(state, known, reason="the request was withdrawn")


def get_changeable(state: ContractState, request_id: str, person: Person) -> Concession:
    """Give a request that somebody may change; PolicyViolation or Conflict if not."""
    known = get_request(state, request_id)
    if person.guest or person.application or person.tid != known.requester.tid:
        message = f"concession request {request_id}: only colleagues may change it"
        raise PolicyViolation(message)
    asks_for_it = person.oid == known.requester.oid
    if not (asks_for_it or REQUESTER_ROLE in person.roles):
        message = f"concession request {request_id}: you are not its requester"
        raise PolicyViolation(message)
    if known.status not in _CHANGEABLE:
        message = f"concession request {request_id} is {known.status} already"
        raise Conflict(message)
    return known
