"""Breaking the glass: two approvers grant together what no rule lets them grant."""

from collections.abc import Iterator
from datetime import timedelta

from shared.domain.approval import Approval, Concession, ConcessionStatus
from shared.domain.errors import InvalidInput
from shared.domain.event import NewEvent
from shared.domain.person import Person
from shared.domain.renewal import ContractState
from shared.workflow.concessions import work
from shared.workflow.concessions.decision import (
    Ballot,
    approval_of,
    check_ballot,
    check_basis,
    decided,
    granted,
)
from shared.workflow.concessions.desk import Desk, get_request
from shared.workflow.concessions.eligibility import (
    Link,
    own_request,
    required_now,
    sign_in_too_old,
    stranger,
    undecidable,
    without_role,
)
from shared.workflow.concessions.powers import YES, Power, powers_of
from shared.workflow.concessions.recheck import Basis
from shared.workflow.concessions.refusal import Code, Refusal, Refused

WINDOW = timedelta(hours=24)
UNOWNED = "glass_review_unowned"


def may_break_glass(
    desk: Desk, *, request: Concession, person: Person, link: Link | None
) -> Power | Refusal:
    """Tell whether somebody may break the glass: with a level of their own, once.

    Limits don't count, all else does; a link is checked where there is one.
    """
    refused = stranger(request, person, link) or without_role(desk, person)
    refused = refused or own_request(request, person)
    refused = refused or undecidable(desk, request, link)
    if refused:
        return refused
    powers = powers_of(person, desk.policy, desk.today)
    own = next((one for one in powers if not one.on_behalf_of), None)
    if own is None:
        text = "who only stands in for others does not break the glass"
        return Refusal(code=Code.LEVEL_TOO_LOW, text=text)
    if any(one.oid == person.oid for one in votes(request, desk)):
        text = "you have broken the glass already: somebody else has to as well"
        return Refusal(code=Code.TWICE, text=text)
    return sign_in_too_old(desk, person) or own


def break_glass(
    state: ContractState,
    desk: Desk,
    *,
    request_id: str,
    ballot: Ballot,
    basis: Basis,
) -> Iterator[NewEvent]:
    """Record that somebody breaks the glass; the second within 24 hours grants it.

    Raises Refused and InvalidInput as a decision does; the reason is mandatory.
    """
    request = get_request(state, request_id)
    power = may_break_glass(
        desk, request=request, person=ballot.person, link=ballot.link
    )
    if isinstance(power, Refusal):
        raise Refused(request.id, power)
    check_basis(request, basis)
    _check(ballot)
    vote = approval_of(
        request, ballot, power=power, limit="none: the glass was broken", desk=desk
    ).model_copy(update={"break_glass": True})
    together = bool(votes(request, desk))
    result = ConcessionStatus.APPROVED if together else ConcessionStatus.PENDING
    requirement = required_now(state, desk, request)
    yield decided(request, vote, requirement=requirement, result=result, desk=desk)
    if together:
        approvals = (*request.approvals, vote)
        after = request.model_copy(update={"approvals": approvals})
        yield from granted(state, desk, after, vote)
        yield from _review(state, desk, after)


def votes(request: Concession, desk: Desk) -> list[Approval]:
    """List who broke the glass within the last 24 hours."""
    since = desk.now - WINDOW
    return [one for one in request.approvals if one.break_glass and one.at > since]


def ran_out(request: Concession, desk: Desk) -> bool:
    """Tell whether a broken glass was not made use of within 24 hours."""
    broken = any(one.break_glass for one in request.approvals[-1:])
    granted_at = request.settled_at
    return (
        request.status is ConcessionStatus.APPROVED
        and broken
        and granted_at is not None
        and desk.now >= granted_at + WINDOW
    )


def _check(ballot: Ballot) -> None:
    check_ballot(ballot)
    if ballot.verdict not in YES:
        message = "verdict: the glass is broken to approve"
        raise InvalidInput(message)
    if not ballot.reason.strip():
        message = "reason: breaking the glass needs it"
        raise InvalidInput(message)


def _review(
    state: ContractState, desk: Desk, request: Concession
) -> Iterator[NewEvent]:
    yield work.review_task(state, desk, request)
    if desk.decision.situation.msp_owner_id is None:
        text = "the glass was broken, and the playbook names no MSP owner to review it"
        yield from work.trouble(state, desk, request, rule=UNOWNED, message=text)
