"""Whom a request is put to: one present colleague for each approval it needs."""

from collections import Counter
from collections.abc import Iterable, Iterator

from shared.domain.approval import Ask, Concession, Requirement
from shared.domain.approval_policy import Colleague
from shared.domain.event import EventType, NewEvent
from shared.domain.renewal import ContractState
from shared.workflow import tasks
from shared.workflow.concessions import work
from shared.workflow.concessions.approval_mail import approval_mail
from shared.workflow.concessions.desk import Desk
from shared.workflow.concessions.eligibility import interested


def ask_all(
    state: ContractState, desk: Desk, request: Concession, requirement: Requirement
) -> Iterator[NewEvent]:
    """Ask somebody for each approval that nobody was asked for yet.

    Who was asked for a level that is no longer enough is told that it is settled
    higher up. Where nobody can be asked, the MSP's owner hears of it and the request
    stays pending.
    """
    yield from _excuse(state, request, requirement)
    asks = [*first_asks(desk, request, requirement)]
    for ask in asks:
        yield from asking(state, desk, request, requirement=requirement, ask=ask)
    asked = request.model_copy(update={"asks": (*request.asks, *asks)})
    message = _obstacle(desk, requirement, [*_unasked(asked, requirement)])
    yield from _obstacles(state, desk, request, message)


def first_asks(
    desk: Desk, request: Concession, requirement: Requirement
) -> Iterator[Ask]:
    """Choose whom to ask for each approval that nobody was asked for yet."""
    known = {ask.oid for ask in request.asks}
    for level in _unasked(request, requirement):
        ask = _first_ask(desk, request, level, known)
        if ask:
            known.add(ask.oid)
            yield ask


def asking(
    state: ContractState,
    desk: Desk,
    request: Concession,
    *,
    requirement: Requirement,
    ask: Ask,
) -> Iterator[NewEvent]:
    """Ask one person: their task, the mail that goes with it, and the record of it."""
    request = request.model_copy(update={"requirement": requirement})
    task = work.approval_task(state, desk, request, ask)
    yield task
    yield from approval_mail(desk, request, task)
    asked = ask.model_copy(update={"task_id": str(task.data["id"])})
    colleague = desk.policy.colleague(ask.oid)
    name = colleague.name if colleague else ask.oid
    yield NewEvent(
        type=EventType.APPROVAL_ASKED,
        summary=f"{name} asked to decide for {ask.level} ({ask.why})",
        data={
            "id": request.id,
            "revision": request.revision,
            "requirement": requirement.model_dump(mode="json"),
            "ask": asked.model_dump(mode="json"),
        },
    )


def available(
    people: Iterable[Colleague], desk: Desk, request: Concession, known: set[str]
) -> Iterator[Colleague]:
    """Pass on who can be asked: agents at work, with no part in it, not yet asked."""
    away = desk.decision.situation.stand_ins
    out = interested(request) | known
    for one in people:
        agent = desk.agents.get(one.oid)
        if agent and agent not in away and one.oid not in out:
            yield one


def delegates_of(oid: str, desk: Desk) -> Iterator[Colleague]:
    """List who stands in for somebody today."""
    for one in desk.policy.delegations:
        colleague = desk.policy.colleague(one.to_oid)
        if one.from_oid == oid and one.covers(desk.today) and colleague:
            yield colleague


def above(level: str, desk: Desk) -> list[Colleague]:
    """List the colleagues of higher levels, the next level first."""
    policy = desk.policy
    rank = policy.rank(level)
    higher = [one for one in policy.colleagues if policy.rank(one.level) > rank]
    return sorted(higher, key=lambda one: policy.rank(one.level))


def _unasked(request: Concession, requirement: Requirement) -> Iterator[str]:
    asked = Counter(ask.level for ask in request.asks if ask.why == work.FIRST)
    wanted = Counter(requirement.levels)
    yield from (wanted - asked).elements()


def _first_ask(
    desk: Desk, request: Concession, level: str, known: set[str]
) -> Ask | None:
    """Choose whom to ask: of the level itself, a stand-in, or of a higher level."""
    own = [one for one in desk.policy.colleagues if one.level == level]
    for one in available(own, desk, request, known):
        return _ask(desk, one, level, "")
    for away in _away(own, desk, request):
        for one in available(delegates_of(away.oid, desk), desk, request, known):
            return _ask(desk, one, level, away.oid)
    for one in available(above(level, desk), desk, request, known):
        return _ask(desk, one, level, "")
    return None


def _away(
    people: Iterable[Colleague], desk: Desk, request: Concession
) -> Iterator[Colleague]:
    away = desk.decision.situation.stand_ins
    for one in people:
        if desk.agents.get(one.oid) in away and one.oid not in interested(request):
            yield one


def _ask(desk: Desk, person: Colleague, level: str, on_behalf_of: str) -> Ask:
    return Ask(
        oid=person.oid,
        level=level,
        at=desk.now,
        why=work.FIRST,
        on_behalf_of=on_behalf_of,
    )


def _excuse(
    state: ContractState, request: Concession, requirement: Requirement
) -> Iterator[NewEvent]:
    stale = {a.task_id for a in request.asks if a.level not in requirement.levels}
    left = [t for t in state.tasks.values() if t.open and t.id in stale]
    reason = f"it needs the approval of {' and '.join(requirement.levels)} now"
    yield from tasks.supersede(state, left, reason=reason)


def _obstacle(desk: Desk, requirement: Requirement, vacant: list[str]) -> str:
    if vacant:
        roles = {one.name: one.role for one in desk.policy.levels}
        named = " and ".join(
            f"{name} ({roles[name]})" for name in dict.fromkeys(vacant)
        )
        return f"nobody can be asked for the approval of {named}"
    if requirement.beyond_limits:
        return f"nobody may grant it: {'; '.join(requirement.reasons)}"
    return ""


def _obstacles(
    state: ContractState, desk: Desk, request: Concession, message: str
) -> Iterator[NewEvent]:
    if message:
        yield from work.trouble(state, desk, request, rule=work.STUCK, message=message)
    else:
        yield from work.cleared(state, work.STUCK, request, reason="settled")
