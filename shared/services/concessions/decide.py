"""Deciding about a request: on today's terms, by whoever may, once."""

from collections.abc import Iterator
from datetime import timedelta
from functools import reduce

from shared.domain.approval import Concession, RecentVote
from shared.domain.errors import DomainError
from shared.domain.event import NewEvent
from shared.domain.person import Person
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services.concessions import account, show
from shared.services.concessions.desks import open_desk
from shared.services.concessions.recording import record
from shared.workflow.concessions import glass, recheck
from shared.workflow.concessions.decision import Ballot, decide_request
from shared.workflow.concessions.desk import Offer
from shared.workflow.concessions.eligibility import Eligible, Link, may_decide
from shared.workflow.concessions.refusal import Refusal
from shared.workflow.fold import foresee

_RECENT = timedelta(hours=1)  # by then a decision is projected, or was never recorded


def eligible(
    app: App, state: ContractState, request: Concession, person: Person, link: Link
) -> Eligible | Refusal:
    """Tell whether somebody may decide a request now."""
    desk = open_desk(app, state)
    return may_decide(state, desk, request=request, person=person, link=link)


def may_break_glass(
    app: App, state: ContractState, request: Concession, person: Person, link: Link
) -> bool:
    """Tell whether somebody may break the glass for a request now."""
    found = glass.may_break_glass(
        open_desk(app, state), request=request, person=person, link=link
    )
    return not isinstance(found, Refusal)


def decide(
    app: App, request_id: str, ballot: Ballot, *, break_glass: bool = False
) -> Concession:
    """Record a person's decision and what follows from it, in one transaction.

    All decisions pass through one row, so that nobody's 30-day amount is exceeded by
    two decisions on different contracts in the same moment.

    Raises NotFound, Refused for who may not decide or what changed meanwhile, and
    InvalidInput that names the field.
    """
    known, _ = show.load(app, request_id)
    place = known.customer_id, known.contract_id
    basis = account.of_place(app, *place).basis
    rule = glass.break_glass if break_glass else decide_request

    def decided(state: ContractState) -> list[NewEvent]:
        votes, version = app.stores.votes.load()
        desk = open_desk(app, state, votes)
        events = [*rule(state, desk, request_id=request_id, ballot=ballot, basis=basis)]
        request = reduce(foresee, events, state).concessions[request_id]
        kept = [one for one in votes if _is_recent(app, one, request)]
        cast = RecentVote(at=app.now(), request=request)
        app.stores.votes.save([*kept, cast], version)
        return events

    person = ballot.person
    actor, operation = f"{person.name} ({person.oid})", f"vote:{app.new_id()}"
    state = record(app, place, decided, actor=actor, operation_id=operation)
    return state.concessions[request_id]


def _is_recent(app: App, vote: RecentVote, request: Concession) -> bool:
    """Tell whether an earlier vote may not be projected yet."""
    return vote.request.id != request.id and vote.at > app.now() - _RECENT


def void_if_changed(app: App, request_id: str) -> str:
    """Void a request whose basis changed and put it anew; give the reason, "" if none.

    A contract that is gone, or whose terms can't be read any more, voids it as well.
    """
    known, request = show.load(app, request_id)
    place = known.customer_id, known.contract_id
    reason, fresh = _changed(app, request)
    if not reason:
        return ""

    def rule(state: ContractState) -> Iterator[NewEvent]:
        yield from recheck.void(
            state,
            open_desk(app, state),
            request_id=request_id,
            reason=reason,
            fresh=fresh,
        )

    record(
        app, place, rule, actor="engine", operation_id=f"void:{request_id}:{known.seq}"
    )
    return reason


def _changed(app: App, request: Concession) -> tuple[str, Offer | None]:
    try:
        found = account.of_place(app, request.customer_id, request.contract_id)
        reason = recheck.still_binding(request, found.basis) or ""
        return reason, found.offer(request.terms) if reason else None
    except DomainError as error:
        return str(error), None
