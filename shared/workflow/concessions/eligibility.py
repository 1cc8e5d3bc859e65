"""Who may decide a request: checked when the page is shown and when it is posted."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.approval import Concession, Requirement
from shared.domain.model import Model
from shared.domain.person import Person
from shared.domain.renewal import ContractState
from shared.workflow.concessions.deadline import overdue
from shared.workflow.concessions.desk import Desk, others
from shared.workflow.concessions.powers import (
    Power,
    missing,
    powers_of,
    within_30_days,
)
from shared.workflow.concessions.refusal import Code, Refusal
from shared.workflow.concessions.requirement import (
    Standing,
    annual_cost_minor,
    required,
)
from shared.workflow.concessions.words import limit_in_words


class Link(Model):
    """What a valid link says: which revision of a request, for whom."""

    tid: str
    oid: str
    request_id: str
    revision: int
    chash: str


class Eligible(Model):
    """With which power somebody may decide, and what the request needs today."""

    power: Power
    requirement: Requirement
    limit: str


@dataclass(frozen=True)
class _Case:
    state: ContractState
    desk: Desk
    request: Concession
    person: Person


def may_decide(
    state: ContractState,
    desk: Desk,
    *,
    request: Concession,
    person: Person,
    link: Link,
) -> Eligible | Refusal:
    """Tell whether somebody may decide a request now, and why not.

    Everything is looked at afresh: the requirement with all that was granted since,
    the playbook's people, and the roles in the token. Nobody is exempt.
    """
    case = _Case(state, desk, request, person)
    requirement = required_now(state, desk, request)
    refused = stranger(request, person, link) or without_role(desk, person)
    refused = refused or own_request(request, person)
    refused = refused or undecidable(desk, request, link)
    if refused:
        return refused
    found = _power(case, requirement)
    if isinstance(found, Refusal):
        return found
    return sign_in_too_old(desk, person) or Eligible(
        power=found,
        requirement=requirement,
        limit=limit_in_words(desk.policy.level(found.level), desk.currency),
    )


def required_now(state: ContractState, desk: Desk, request: Concession) -> Requirement:
    """Say whose approval a request needs, with all that has been granted by now."""
    return required(
        request.terms,
        request.assessment,
        policy=desk.policy,
        standing=Standing(
            arr=desk.decision.situation.terms.arr,
            currency=desk.currency,
            history=others(state, desk, request.id),
        ),
    )


def stranger(request: Concession, person: Person, link: Link | None) -> Refusal | None:
    """Refuse who isn't one of us, or isn't who the link was made for."""
    if person.guest:
        return _no(Code.GUEST, "guests don't decide")
    if person.application:
        return _no(Code.APPLICATION, "applications don't decide")
    if {request.requester.tid, link.tid if link else person.tid} != {person.tid}:
        return _no(Code.OTHER_TENANT, "sign-in, link and request are of one tenant")
    if link and (link.oid, link.request_id) != (person.oid, request.id):
        return _no(Code.NOT_ASSIGNEE, "the link was made for somebody else")
    return None


def without_role(desk: Desk, person: Person) -> Refusal | None:
    """Refuse who has no say: the playbook and the sign-in both have to give it."""
    if desk.policy.colleague(person.oid) is None:
        return _no(Code.NO_COLLEAGUE, "the playbook doesn't name you")
    if not powers_of(person, desk.policy, desk.today):
        return _no(Code.NO_ROLE, "your sign-in has no approver's role for your level")
    return None


def own_request(request: Concession, person: Person) -> Refusal | None:
    """Refuse who asks, and everybody who ever edited it; administrators too."""
    if person.oid in interested(request):
        return _no(Code.OWN_REQUEST, "nobody decides what they asked for or edited")
    return None


def interested(request: Concession) -> set[str]:
    """Give the object ids of all who may not decide a request."""
    return {request.requester.oid, *request.editors}


def sign_in_too_old(desk: Desk, person: Person) -> Refusal | None:
    """Refuse a sign-in that doesn't prove who is there now."""
    if person.proved_within(timedelta(minutes=desk.policy.sign_in_minutes), desk.now):
        return None
    return _no(Code.SIGN_IN_TOO_OLD, "sign in again to decide")


def undecidable(desk: Desk, request: Concession, link: Link | None) -> Refusal | None:
    """Refuse what is settled, was changed since the link was made, or has run out."""
    if not request.open:
        return _no(Code.NOT_PENDING, f"the request is {request.status} already")
    if link and link.revision != request.revision:
        return _no(Code.OTHER_REVISION, "the link is to another revision")
    if request.terms.hash != request.chash or (link and link.chash != request.chash):
        return _no(Code.OTHER_TERMS, "the terms are not those that were asked for")
    late = overdue(request, desk)
    return _no(Code.EXPIRED, late) if late else None


def _power(case: _Case, requirement: Requirement) -> Power | Refusal:
    """Choose the power to decide with; each rule leaves some of them, or none."""
    request, person, policy = case.request, case.person, case.desk.policy
    left = powers_of(person, policy, case.desk.today)
    left = [p for p in left if p.on_behalf_of not in interested(request)]
    if not left:
        return _no(Code.OWN_REQUEST, "nobody decides for who asked or edited")
    left = [p for p in left if _wanted(p, requirement, case)]
    if not left:
        levels = ", ".join(requirement.levels) or "nobody"
        return _no(Code.LEVEL_TOO_LOW, f"it needs the approval of {levels}")
    left = [p for p in left if not _has_decided(p, case)]
    if not left:
        return _no(Code.TWICE, "you, or who you stand in for, have decided it already")
    # What is beyond all limits is only turned down, and that costs nothing.
    left = [p for p in left if requirement.beyond_limits or _affordable(p, case)]
    if not left:
        return _no(Code.AMOUNT_30_DAYS, "it exceeds what you may approve in 30 days")
    return left[0]


def _wanted(power: Power, requirement: Requirement, case: _Case) -> bool:
    """Tell whether a level is high enough for one of the approvals still missing."""
    policy, oid = case.desk.policy, case.person.oid
    of_others = [one for one in case.request.approvals if one.oid != oid]
    left = missing(requirement, of_others, policy)
    return any(policy.rank(power.level) >= policy.rank(name) for name in left)


def _has_decided(power: Power, case: _Case) -> bool:
    """Tell whether a person, or the one they stand in for, has had their say."""
    mine = {case.person.oid, power.on_behalf_of} - {""}
    return any(
        mine & {one.oid, one.on_behalf_of}
        for one in case.request.approvals
        if not one.break_glass
    )


def _affordable(power: Power, case: _Case) -> bool:
    request, desk = case.request, case.desk
    cost = annual_cost_minor(request.assessment)
    return within_30_days(
        power,
        case.person.oid,
        cost_minor=cost if request.terms.currency == desk.currency else 0,
        history=others(case.state, desk, request.id),
        desk=desk,
    )


def _no(code: Code, text: str) -> Refusal:
    return Refusal(code=code, text=text)
