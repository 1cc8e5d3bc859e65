"""The requests for concessions as they stand: the one that waits, with fresh links."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.demo.candidates import short_reference
from sandbox.demo.people import username_of
from sandbox.demo.result import Approver, Requests, Settled, Waiting
from sandbox.demo.wording import plain
from shared.domain.approval import Concession
from shared.domain.deal import AlternativeKind, Assessment
from shared.domain.money import from_minor
from shared.domain.playbook import Playbook
from shared.ports import App
from shared.services.concessions import show
from shared.services.concessions.show import RequestView

_ALTERNATIVES = {
    AlternativeKind.DO_NOTHING: "doing nothing",
    AlternativeKind.ASK: "what is asked for",
    AlternativeKind.SMALLER: "half of it",
    AlternativeKind.LONGER_TERM: "the same for a longer term",
    AlternativeKind.SCOPE_SWAP: "the lower price for less scope",
}


def requests(app: App, book: Playbook) -> Requests:
    """Read what waits for a decision, and what was settled last."""
    known = [*app.stores.projections.concessions()]
    pending = sorted((one for one in known if one.open), key=_since)
    settled = sorted((one for one in known if not one.open), key=_since)
    return Requests(
        waiting=_waiting(app, book, pending[-1]) if pending else None,
        settled=_settled(app, settled[-1]) if settled else None,
    )


def _waiting(app: App, book: Playbook, request: Concession) -> Waiting:
    view = show.view(app, *show.load(app, request.id))
    ask, terms = view.assessment.ask, view.terms
    return Waiting(
        request_id=view.id,
        customer=view.customer_name,
        contract_id=terms.contract_id,
        reference=short_reference(view.reference, view.customer_name),
        requester=view.requester_name,
        asks_for=_asked(view),
        in_return=terms.give_back,
        reason=terms.reason,
        currency=terms.currency,
        depth=ask.depth.value,
        margin_year=from_minor(ask.margin.impact_year_minor, terms.currency),
        margin_rate=ask.margin.after_rate.value,
        break_even=ask.break_even.value,
        p_with=ask.estimate.p,
        p_without=view.without.p,
        cheapest=_cheapest(view.assessment),
        needs=view.requirement.levels,
        approvers=tuple(_approvers(app, book, request)),
        expires_at=terms.expires_at,
    )


def _asked(view: RequestView) -> str:
    terms = view.terms
    if not terms.discount_bps:
        return plain(terms.kind)
    percent = f"{terms.discount_bps / 100:g}%"
    return f"{percent} off for {terms.term_months} months from {terms.effective_date}"


def _cheapest(assessment: Assessment) -> str:
    found = assessment.cheapest_viable
    return _ALTERNATIVES[found] if found else ""


def _approvers(app: App, book: Playbook, request: Concession) -> Iterator[Approver]:
    """Give everybody who was asked and hasn't decided, each with their own link."""
    decided = {one.oid for one in request.approvals}
    for ask in {one.oid: one for one in request.asks}.values():
        colleague = book.approvals.colleague(ask.oid)
        if colleague and app.links and ask.oid not in decided:
            yield Approver(
                name=colleague.name,
                level=ask.level,
                username=username_of(ask.oid),
                link=app.links.link(request, ask),
            )


def _settled(app: App, request: Concession) -> Settled:
    view = show.view(app, *show.load(app, request.id))
    return Settled(
        customer=view.customer_name,
        contract_id=request.contract_id,
        status=view.status,
        by=tuple(one.name for one in view.approvals),
        day=request.settled_at.date() if request.settled_at else None,
    )


def _since(request: Concession) -> datetime:
    return request.settled_at or request.revised_at
