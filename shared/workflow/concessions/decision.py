"""One person's decision about a request, and what follows from it."""

from collections.abc import Iterator
from decimal import Decimal

from shared.domain.approval import (
    Approval,
    Concession,
    ConcessionStatus,
    Requirement,
    Verdict,
)
from shared.domain.errors import InvalidInput
from shared.domain.event import EventType, NewEvent
from shared.domain.model import Model
from shared.domain.person import Person
from shared.domain.renewal import ContractState
from shared.workflow.concessions import work
from shared.workflow.concessions.desk import Desk, get_request
from shared.workflow.concessions.eligibility import Eligible, Link, may_decide
from shared.workflow.concessions.powers import YES, Power, missing
from shared.workflow.concessions.recheck import Basis, still_binding
from shared.workflow.concessions.refusal import Code, Refusal, Refused
from shared.workflow.concessions.words import percent

_MOST_CONDITIONS = 20
_ALL_BASIS_POINTS = 10_000
_STATUS = {
    Verdict.REJECT: ConcessionStatus.REJECTED,
    Verdict.COUNTER: ConcessionStatus.COUNTERED,
}


class Ballot(Model):
    """What somebody posts: who they are, the link they came by, and what they say."""

    person: Person
    link: Link | None
    verdict: Verdict
    reason: str = ""
    conditions: tuple[str, ...] = ()
    counter_bps: int | None = None
    expected_p: Decimal | None = None
    expected_margin_minor: int | None = None
    ip_hash: str = ""


def decide_request(
    state: ContractState,
    desk: Desk,
    *,
    request_id: str,
    ballot: Ballot,
    basis: Basis,
) -> Iterator[NewEvent]:
    """Record a decision and all that follows from it.

    Raises Refused for who may not decide it or when the terms have changed, and
    InvalidInput naming the field that is missing (AP17).
    """
    request = get_request(state, request_id)
    eligible = _eligible(state, desk, request, ballot)
    check_basis(request, basis)
    check_ballot(ballot)
    requirement = eligible.requirement
    if requirement.beyond_limits and ballot.verdict in YES:
        reasons = "; ".join(requirement.reasons)
        refusal = Refusal(
            code=Code.BEYOND_LIMITS, text=f"nobody may grant it: {reasons}"
        )
        raise Refused(request.id, refusal)
    approval = approval_of(
        request, ballot, power=eligible.power, limit=eligible.limit, desk=desk
    )
    approvals = (*request.approvals, approval)
    result = _result(approval, missing(requirement, approvals, desk.policy))
    yield decided(request, approval, requirement=requirement, result=result, desk=desk)
    after = request.model_copy(update={"approvals": approvals, "status": result})
    yield from _consequences(state, desk, after, approval)


def check_basis(request: Concession, basis: Basis) -> None:
    """Raise Refused when the request's terms are no longer today's (AP7)."""
    changed = still_binding(request, basis)
    if changed:
        raise Refused(request.id, Refusal(code=Code.OTHER_TERMS, text=changed))


def check_ballot(ballot: Ballot) -> None:
    """Raise InvalidInput naming the first field that a verdict needs (AP17)."""
    p, counter = ballot.expected_p, ballot.counter_bps
    says_yes = ballot.verdict in YES
    conditions = [text for text in ballot.conditions if text.strip()]
    wrong = {
        "reason": ballot.verdict is Verdict.REJECT and not ballot.reason.strip(),
        "counter_bps": ballot.verdict is Verdict.COUNTER
        and not (counter is not None and 0 <= counter <= _ALL_BASIS_POINTS),
        "conditions": len(conditions) > _MOST_CONDITIONS
        or (ballot.verdict is Verdict.APPROVE_WITH_CONDITIONS and not conditions),
        "expected_p": says_yes and not (p is not None and 0 <= p <= 1),
        "expected_margin_minor": says_yes and ballot.expected_margin_minor is None,
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            message = f"{name}: {ballot.verdict.replace('_', ' ')} needs it"
            raise InvalidInput(message)


def approval_of(
    request: Concession, ballot: Ballot, *, power: Power, limit: str, desk: Desk
) -> Approval:
    """Write down a decision with all that proves it later (AP23)."""
    person = ballot.person
    keeps = ballot.verdict is Verdict.APPROVE_WITH_CONDITIONS
    conditions = tuple(text.strip() for text in ballot.conditions if text.strip())
    return Approval(
        tid=person.tid,
        oid=person.oid,
        name=person.name,
        level=power.level,
        role=power.role,
        on_behalf_of=power.on_behalf_of,
        verdict=ballot.verdict,
        reason=ballot.reason.strip(),
        conditions=conditions if keeps else (),
        counter_bps=ballot.counter_bps if ballot.verdict is Verdict.COUNTER else None,
        expected_p=ballot.expected_p,
        expected_margin_minor=ballot.expected_margin_minor,
        at=desk.now,
        signed_in_at=person.auth_at,
        amr=person.amr,
        acrs=person.acrs,
        ip_hash=ballot.ip_hash,
        revision=request.revision,
        chash=request.chash,
        limit=limit,
    )


def decided(
    request: Concession,
    approval: Approval,
    *,
    requirement: Requirement,
    result: ConcessionStatus,
    desk: Desk,
) -> NewEvent:
    """Record a decision: by whom, under which policy, from which state to which."""
    broken = approval.break_glass
    spoken = approval.verdict.replace("_", " ")
    how = ", breaking the glass" if broken else f" for {approval.level}"
    return NewEvent(
        type=EventType.GLASS_BROKEN if broken else EventType.CONCESSION_DECIDED,
        summary=f"{approval.name} says {spoken}{how}: the request is {result.value}",
        term_end=request.terms.term_end,
        data={
            "id": request.id,
            "prior": request.status.value,
            "result": result.value,
            "policy_version": desk.decision.book.version,
            "requirement": requirement.model_dump(mode="json"),
            "approval": approval.model_dump(mode="json"),
        },
    )


def granted(
    state: ContractState, desk: Desk, request: Concession, approval: Approval
) -> Iterator[NewEvent]:
    """Withdraw the asking, and have the terms applied and the conditions met."""
    yield from work.settle(state, request, reason="the request was approved")
    yield work.apply_task(state, desk, request, approval)
    conditions = [text for one in request.approvals for text in one.conditions]
    for number, text in enumerate(dict.fromkeys(conditions), 1):
        yield work.condition_task(state, desk, request, number=number, text=text)


def _eligible(
    state: ContractState, desk: Desk, request: Concession, ballot: Ballot
) -> Eligible:
    if ballot.link is None:
        refusal = Refusal(code=Code.NOT_ASSIGNEE, text="a decision needs its link")
        raise Refused(request.id, refusal)
    found = may_decide(
        state, desk, request=request, person=ballot.person, link=ballot.link
    )
    if isinstance(found, Refusal):
        raise Refused(request.id, found)
    return found


def _result(approval: Approval, still_missing: list[str]) -> ConcessionStatus:
    if approval.verdict not in YES:
        return _STATUS[approval.verdict]
    return ConcessionStatus.PENDING if still_missing else ConcessionStatus.APPROVED


def _consequences(
    state: ContractState, desk: Desk, request: Concession, approval: Approval
) -> Iterator[NewEvent]:
    if request.status is ConcessionStatus.APPROVED:
        yield from granted(state, desk, request, approval)
    elif request.status is ConcessionStatus.PENDING:
        reason = f"{approval.name} has decided"
        yield from work.withdraw_tasks(state, request, reason=reason, oid=approval.oid)
    else:
        yield from work.settle(state, request, reason=f"it is {request.status.value}")
        yield work.tell(state, desk, request, text=_outcome(request, approval))


def _outcome(request: Concession, approval: Approval) -> str:
    lines = [f"{approval.name}: {request.status.value}.", approval.reason]
    if approval.counter_bps is not None:
        rate = percent(Decimal(approval.counter_bps) / _ALL_BASIS_POINTS)
        lines.append(f"Offered instead: {rate} off the entitled price.")
    return "\n".join(line for line in lines if line)
