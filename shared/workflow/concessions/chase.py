"""Requests that wait: reminded, put to others, and dead once their time is over."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from shared.domain.approval import Ask, Concession
from shared.domain.event import EventType, NewEvent
from shared.domain.renewal import ContractState
from shared.workflow.concessions import work
from shared.workflow.concessions.asking import (
    above,
    ask_all,
    asking,
    available,
    delegates_of,
    first_asks,
)
from shared.workflow.concessions.deadline import overdue
from shared.workflow.concessions.desk import Desk
from shared.workflow.concessions.eligibility import required_now
from shared.workflow.concessions.glass import ran_out
from shared.workflow.concessions.powers import missing
from shared.workflow.concessions.recheck import voided
from shared.workflow.fold import foresee

_ONWARD = {work.DELEGATE, work.ESCALATION}


def chase(state: ContractState, desk: Desk) -> Iterator[NewEvent]:
    """Do what is due about a contract's requests by now; nothing is done twice.

    What has run out goes first: it is not reminded of, and it counts no more in what
    the others need. So missed days are one catch-up.
    """
    for rule in (_end, _put_on):
        for request_id in tuple(state.concessions):
            for event in tuple(rule(state, desk, state.concessions[request_id])):
                yield event
                state = foresee(state, event)


def _end(state: ContractState, desk: Desk, request: Concession) -> Iterator[NewEvent]:
    late = _closed(state, request) or overdue(request, desk)
    if request.open and late:
        yield NewEvent(
            type=EventType.CONCESSION_EXPIRED,
            summary=f"concession request expired: {late}",
            data={"id": request.id, "reason": late, "prior": request.status.value},
        )
        yield from _over(state, desk, request, late)
    elif ran_out(request, desk):
        reason = "the glass was broken and it was not applied within 24 hours"
        yield voided(request, reason)
        yield from _over(state, desk, request, reason)


def _put_on(
    state: ContractState, desk: Desk, request: Concession
) -> Iterator[NewEvent]:
    if not request.open:
        return
    requirement = required_now(state, desk, request)
    yield from ask_all(state, desk, request, requirement)
    levels = [*dict.fromkeys(missing(requirement, request.approvals, desk.policy))]
    first = first_asks(desk, request, requirement)
    known = {ask.oid for ask in (*request.asks, *first)}
    due = [ask for name in levels for ask in _due(desk, request, name, known)]
    for ask in due:
        reason = "a reminder took its place"
        yield from work.withdraw_tasks(state, request, reason=reason, oid=ask.oid)
        yield from asking(state, desk, request, requirement=requirement, ask=ask)
    chased = request.model_copy(update={"asks": (*request.asks, *due)})
    yield from _silence(state, desk, chased, levels)


def _over(
    state: ContractState, desk: Desk, request: Concession, reason: str
) -> Iterator[NewEvent]:
    yield from work.settle(state, request, reason=reason)
    yield work.tell(state, desk, request, text=f"It counts no more: {reason}.")


def _closed(state: ContractState, request: Concession) -> str:
    """Say so when the renewal that a request is for has been closed."""
    end = request.terms.term_end.isoformat()
    for renewal in state.closed:
        if end in {*renewal.been, renewal.term_end.isoformat()}:
            return f"its renewal was closed as {renewal.outcome}"
    return ""


def _due(desk: Desk, request: Concession, level: str, known: set[str]) -> Iterator[Ask]:
    """Remind who was asked for a level, then put it to others: once each."""
    late = _unanswered(desk, request, level, hours=desk.policy.escalate_after_hours)
    yield from _reminders(desk, request, level, late)
    if late and not _was_put_on(request, level):
        yield from _onward(desk, request, late, known)


def _reminders(
    desk: Desk, request: Concession, level: str, late: list[Ask]
) -> Iterator[Ask]:
    """Give a reminder for each person who was asked and has said nothing, once."""
    reminded = {ask.oid for ask in request.asks if ask.why == work.REMINDER}
    for ask in _unanswered(desk, request, level, hours=desk.policy.remind_after_hours):
        if ask not in late and ask.oid not in reminded:
            yield ask.model_copy(update={"at": desk.now, "why": work.REMINDER})


def _onward(
    desk: Desk, request: Concession, late: list[Ask], known: set[str]
) -> Iterator[Ask]:
    """Put it to the stand-ins of who was asked, and to one of the next level up."""
    level = late[0].level
    for ask in late:
        stand_ins = available(delegates_of(ask.oid, desk), desk, request, known)
        for one in islice(stand_ins, 1):
            known.add(one.oid)
            yield Ask(
                oid=one.oid,
                level=level,
                at=desk.now,
                why=work.DELEGATE,
                on_behalf_of=ask.oid,
            )
    for one in islice(available(above(level, desk), desk, request, known), 1):
        known.add(one.oid)
        yield Ask(oid=one.oid, level=level, at=desk.now, why=work.ESCALATION)


def _silence(
    state: ContractState, desk: Desk, request: Concession, levels: list[str]
) -> Iterator[NewEvent]:
    """Tell the MSP's owner while nobody answers and nobody else can be asked."""
    hours, rule = desk.policy.escalate_after_hours, work.UNANSWERED
    silent = [
        level
        for level in levels
        if _unanswered(desk, request, level, hours=hours)
        and not _was_put_on(request, level)
    ]
    if silent:
        text = f"no answer for {' and '.join(silent)} within {hours} hours, "
        text += "and nobody else to ask"
        yield from work.trouble(state, desk, request, rule=rule, message=text)
    else:
        yield from work.cleared(state, rule, request, reason="put to others")


def _was_put_on(request: Concession, level: str) -> bool:
    return any(ask.level == level and ask.why in _ONWARD for ask in request.asks)


def _unanswered(
    desk: Desk, request: Concession, level: str, *, hours: int
) -> list[Ask]:
    """List the first asks of a level that are so old and whose person said nothing."""
    answered = {one.oid for one in request.approvals}
    since = desk.now - timedelta(hours=hours)
    return [
        ask
        for ask in request.asks
        if ask.level == level
        and ask.why == work.FIRST
        and ask.at <= since
        and ask.oid not in answered
    ]
