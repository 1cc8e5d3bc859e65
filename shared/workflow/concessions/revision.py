"""A revision of a request: its terms, what they cost, and whom it is put to."""

from collections.abc import Iterator

from shared.domain.approval import Concession, ConcessionStatus
from shared.domain.errors import InvalidInput
from shared.domain.event import EventType, NewEvent
from shared.domain.renewal import ContractState
from shared.workflow.concessions.asking import ask_all
from shared.workflow.concessions.deadline import expiry_problem
from shared.workflow.concessions.desk import Desk, Offer
from shared.workflow.concessions.eligibility import required_now


def fresh_revision(
    state: ContractState,
    desk: Desk,
    request: Concession,
    *,
    offer: Offer,
    editor: str = "",
) -> Iterator[NewEvent]:
    """Put a request anew: approvals and asks so far are void, editors are kept."""
    editors = dict.fromkeys([*request.editors, *([editor] if editor else [])])
    revised = request.model_copy(
        update={
            "revision": request.revision + 1,
            "status": ConcessionStatus.PENDING,
            "terms": offer.terms,
            "chash": offer.terms.hash,
            "assessment": offer.assessment,
            "editors": tuple(editors),
            "asks": (),
            "approvals": (),
            "revised_at": desk.now,
            "settled_at": None,
            "note": "",
        }
    )
    yield from put(state, desk, revised, EventType.CONCESSION_REVISED)


def put(
    state: ContractState, desk: Desk, request: Concession, kind: EventType
) -> Iterator[NewEvent]:
    """Record a revision whole, and ask whoever has to decide it."""
    requirement = required_now(state, desk, request)
    request = request.model_copy(update={"requirement": requirement})
    verb = "requested" if kind is EventType.CONCESSION_REQUESTED else "revised"
    spoken = request.terms.kind.value.replace("_", " ")
    yield NewEvent(
        type=kind,
        summary=f"concession {verb} by {request.requester.name}: {spoken}",
        term_end=request.terms.term_end,
        data=request.model_dump(mode="json"),
    )
    yield from ask_all(state, desk, request, requirement)


def check_offer(state: ContractState, desk: Desk, offer: Offer) -> None:
    """Raise InvalidInput, naming the field, for what can't be put to anybody."""
    terms = offer.terms
    if (terms.customer_id, terms.contract_id) != (state.customer_id, state.contract_id):
        message = f"contract_id: the terms are of contract {terms.contract_id}"
        raise InvalidInput(message)
    if offer.assessment.terms_hash != terms.hash:
        message = "assessment: it was computed of other terms"
        raise InvalidInput(message)
    for name in ("reason", "give_back", "currency"):
        if not getattr(terms, name).strip():
            message = f"{name}: it must be given"
            raise InvalidInput(message)
    problem = expiry_problem(terms.expires_at, terms, desk)
    if problem:
        raise InvalidInput(problem)
