"""With whose authority a person can decide, and which approvals are still missing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from shared.domain.approval import (
    Approval,
    Concession,
    ConcessionStatus,
    Requirement,
    Verdict,
)
from shared.domain.approval_policy import ApprovalPolicy
from shared.domain.model import Model
from shared.domain.money import to_minor
from shared.domain.person import Person
from shared.workflow.concessions.desk import Desk
from shared.workflow.concessions.requirement import GRANTED, annual_cost_minor

YES = {Verdict.APPROVE, Verdict.APPROVE_WITH_CONDITIONS}
_WINDOW = timedelta(days=30)
_COUNTS = {ConcessionStatus.PENDING, *GRANTED}


class Power(Model):
    """A level to decide with: one's own, or that of the colleague one stands in for."""

    level: str
    role: str
    on_behalf_of: str = ""


def powers_of(person: Person, policy: ApprovalPolicy, today: date) -> list[Power]:
    """List a person's powers, their own first, then the lowest.

    One's own level needs its own app role, now. Who stands in for somebody uses that
    person's level, needs any approver's role, and can't pass it on.
    """
    me = policy.colleague(person.oid)
    held = [one.role for one in policy.levels if one.role in person.roles]
    if me is None or not held:
        return []
    lent = _lent(person.oid, held[-1], policy, today)
    by_level = sorted(lent, key=lambda power: policy.rank(power.level))
    return [*_own(me.level, held, policy), *by_level]


def _own(name: str, held: Sequence[str], policy: ApprovalPolicy) -> Iterator[Power]:
    if name and policy.level(name).role in held:
        yield Power(level=name, role=policy.level(name).role)


def _lent(oid: str, role: str, policy: ApprovalPolicy, today: date) -> Iterator[Power]:
    for one in policy.delegations:
        away = policy.colleague(one.from_oid)
        if one.to_oid == oid and one.covers(today) and away and away.level:
            yield Power(level=away.level, role=role, on_behalf_of=away.oid)


def missing(
    requirement: Requirement, approvals: Iterable[Approval], policy: ApprovalPolicy
) -> list[str]:
    """List the levels whose approval is still missing, the lowest first.

    Each approval counts once, for the highest level that it can. Who stands higher
    can approve for a lower level, never the other way round.
    """
    ranks = sorted(policy.rank(one.level) for one in approvals if _counts(one))
    left = []
    for name in sorted(requirement.levels, key=policy.rank, reverse=True):
        fitting = next((rank for rank in ranks if rank >= policy.rank(name)), None)
        if fitting is None:
            left.append(name)
        else:
            ranks.remove(fitting)
    return left[::-1]


def _counts(approval: Approval) -> bool:
    return approval.verdict in YES and not approval.break_glass


def spent_minor(oids: set[str], history: Iterable[Concession], desk: Desk) -> int:
    """Sum what people approved in the last 30 days, themselves or through others.

    In the MSP's currency; what is in another one is decided at the top alone.
    """
    since = desk.now - _WINDOW
    return sum(
        annual_cost_minor(one.assessment)
        for one in history
        if one.status in _COUNTS
        and one.terms.currency == desk.currency
        and any(
            approval.verdict in YES
            and approval.at > since
            and oids & {approval.oid, approval.on_behalf_of}
            for approval in one.approvals
        )
    )


def within_30_days(
    power: Power,
    oid: str,
    *,
    cost_minor: int,
    history: Iterable[Concession],
    desk: Desk,
) -> bool:
    """Tell whether one more concession stays within a level's 30-day amount."""
    oids = {oid, power.on_behalf_of} - {""}
    level = desk.policy.level(power.level)
    limit = to_minor(level.max_amount_30_days, desk.currency)
    return spent_minor(oids, history, desk) + cost_minor <= limit
