"""Approvals bind to exact terms: is what was asked for still what would be given."""

from collections.abc import Iterator
from datetime import date

from shared.domain.approval import Concession, ConcessionStatus
from shared.domain.concession import ConcessionTerms
from shared.domain.errors import Conflict
from shared.domain.event import EventType, NewEvent
from shared.domain.model import Model
from shared.domain.renewal import ContractState
from shared.workflow.concessions import work
from shared.workflow.concessions.deadline import expiry_problem
from shared.workflow.concessions.desk import Desk, Offer, get_request
from shared.workflow.concessions.revision import fresh_revision

_BINDING = {ConcessionStatus.PENDING, ConcessionStatus.APPROVED}


class Basis(Model):
    """What a contract is today; amounts are minor units of `currency` a month."""

    customer_id: str
    contract_id: str
    term_end: date
    currency: str
    current_mrr_minor: int
    entitled_mrr_minor: int


def on_basis(terms: ConcessionTerms, basis: Basis) -> ConcessionTerms:
    """Give the same ask on today's basis."""
    return terms.model_copy(update=basis.model_dump())


def still_binding(request: Concession, basis: Basis) -> str | None:
    """Say why a request's terms no longer hold, None while they do (AP7)."""
    if request.terms.hash != request.chash:
        return "its terms are not those that its hash was made of"
    if on_basis(request.terms, basis).hash == request.chash:
        return None
    changes = [
        f"{name.replace('_', ' ')} was {before} and is {now}"
        for name, now in basis
        if (before := getattr(request.terms, name)) != now
    ]
    return "; ".join(changes)


def void(
    state: ContractState,
    desk: Desk,
    *,
    request_id: str,
    reason: str,
    fresh: Offer | None,
) -> Iterator[NewEvent]:
    """Void a request whose basis changed: an incident, and the same ask once more.

    `fresh` are the terms on today's basis with their assessment. Without them, or when
    their time is over, the requester is told to ask again.
    """
    request = get_request(state, request_id)
    if request.status not in _BINDING:
        message = (
            f"concession request {request_id} is {request.status}: nothing to void"
        )
        raise Conflict(message)
    yield voided(request, reason)
    yield from work.settle(state, request, reason=f"voided: {reason}")
    text = f"it was voided: {reason}"
    yield from work.trouble(state, desk, request, rule=work.CHANGED, message=text)
    if fresh and not expiry_problem(fresh.terms.expires_at, fresh.terms, desk):
        yield from fresh_revision(state, desk, request, offer=fresh)
    else:
        yield work.tell(state, desk, request, text=f"{text}. Ask again if need be.")


def voided(request: Concession, reason: str) -> NewEvent:
    """Record that an approval counts no more."""
    return NewEvent(
        type=EventType.CONCESSION_VOIDED,
        summary=f"concession voided: {reason}",
        data={"id": request.id, "reason": reason, "prior": request.status.value},
    )
