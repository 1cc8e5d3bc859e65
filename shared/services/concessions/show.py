"""What the page of a request shows: the ask in money, the account, its history."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from shared.domain.approval import Approval, Concession, ConcessionStatus, Requirement
from shared.domain.concession import ConcessionTerms
from shared.domain.deal import AlternativeKind, Assessment, RenewalEstimate
from shared.domain.errors import NotFound
from shared.domain.event import Event, EventType
from shared.domain.model import Model
from shared.domain.renewal import ContractState
from shared.domain.score import Driver, Score
from shared.ports import App
from shared.services import record_events
from shared.services.concessions.desks import open_desk
from shared.workflow.concessions.desk import Desk
from shared.workflow.concessions.eligibility import required_now

# How a task came to somebody is the engine's own business.
_SILENT = {EventType.EFFECT_CLAIMED, EventType.EFFECT_DELIVERED}


class HistoryLine(Model):
    """Something that happened to a request."""

    at: datetime
    summary: str


class RequestView(Model):
    """All that a page tells of a request; amounts are in the currency of `terms`."""

    id: str
    revision: int
    status: ConcessionStatus
    open: bool
    note: str
    customer_name: str
    reference: str
    decision_date: date | None
    requester_name: str
    requested_at: datetime
    terms: ConcessionTerms
    assessment: Assessment
    without: RenewalEstimate
    score: Score | None
    drivers: tuple[Driver, ...]
    requirement: Requirement
    approvals: tuple[Approval, ...]
    history: tuple[HistoryLine, ...]


def load(app: App, request_id: str) -> tuple[ContractState, Concession]:
    """Read a request from its contract's timeline; NotFound for an unknown one."""
    place = app.stores.projections.place_of(request_id)
    state = record_events.load(app, *place) if place else None
    request = state.concessions.get(request_id) if state else None
    if state is None or request is None:
        message = f"concession request {request_id} is not known"
        raise NotFound(message)
    return state, request


def view(app: App, state: ContractState, request: Concession) -> RequestView:
    """Gather what is shown of a request as it stands."""
    desk = open_desk(app, state)
    situation = desk.decision.situation
    score, renewal = situation.score, state.renewal
    events = app.stores.timeline.load(state.customer_id, state.contract_id)
    return RequestView(
        id=request.id,
        revision=request.revision,
        status=request.status,
        open=request.open,
        note=request.note,
        customer_name=situation.customer_name,
        reference=situation.terms.reference,
        decision_date=renewal.decision_date if renewal else None,
        requester_name=request.requester.name,
        requested_at=request.requested_at,
        terms=request.terms,
        assessment=request.assessment,
        without=request.assessment.alternative(AlternativeKind.DO_NOTHING).estimate,
        score=score,
        drivers=tuple(sorted(score.drivers, key=_lost)) if score else (),
        requirement=_requirement(state, desk, request),
        approvals=request.approvals,
        history=tuple(_about(request, events)),
    )


def _requirement(state: ContractState, desk: Desk, request: Concession) -> Requirement:
    """Tell whose approval is needed today; what is settled stays as it was."""
    return required_now(state, desk, request) if request.open else request.requirement


def _lost(driver: Driver) -> Decimal:
    return driver.points - driver.points_possible


def _about(request: Concession, events: Iterable[Event]) -> Iterable[HistoryLine]:
    """List the request's own events, its tasks' among them."""
    tasks = {ask.task_id for ask in request.asks}
    for event in reversed([*events]):
        data = event.data
        named = {data.get("id"), data.get("about"), data.get("request_id")}
        about = request.id in named or data.get("id") in tasks
        if about and event.type not in _SILENT:
            yield HistoryLine(at=event.at, summary=event.summary)
