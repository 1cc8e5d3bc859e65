"""Whose approval a concession needs: all of a renewal's concessions count together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.domain.approval import Concession, ConcessionStatus, Requirement
from shared.domain.approval_policy import ApprovalLevel, ApprovalPolicy, CustomerTier
from shared.domain.concession import ConcessionKind, ConcessionTerms
from shared.domain.deal import Assessment
from shared.domain.model import Model
from shared.domain.money import ZERO, to_minor
from shared.workflow.concessions.words import money, percent

GRANTED = {ConcessionStatus.APPROVED, ConcessionStatus.APPLIED}


class Standing(Model):
    """What a requirement depends on besides the request.

    `arr` is the contract's annual value in its own currency, `currency` the MSP's;
    `history` are all other requests.
    """

    arr: Decimal
    currency: str
    history: tuple[Concession, ...] = ()


@dataclass(frozen=True)
class _Demand:
    """A request together with what its renewal was granted before."""

    terms: ConcessionTerms
    assessment: Assessment
    standing: Standing
    before: tuple[Concession, ...]

    @property
    def foreign(self) -> str:
        """The first currency in it that limits are not written in."""
        used = (self.terms.currency, *(one.terms.currency for one in self.before))
        return next((one for one in used if one != self.standing.currency), "")

    @property
    def depth(self) -> Decimal | None:
        assessments = (self.assessment, *(one.assessment for one in self.before))
        depths = [one.ask.depth.value for one in assessments]
        known = [max(ZERO, depth) for depth in depths if depth is not None]
        return sum(known, ZERO) if len(known) == len(depths) else None

    @property
    def cost_minor(self) -> int:
        assessments = (self.assessment, *(one.assessment for one in self.before))
        return sum(annual_cost_minor(one) for one in assessments)

    @property
    def together(self) -> str:
        count = len(self.before)
        if not count:
            return ""
        return f" (with {count} earlier concession{'s' * (count > 1)} of this renewal)"


def required(
    terms: ConcessionTerms,
    assessment: Assessment,
    *,
    policy: ApprovalPolicy,
    standing: Standing,
) -> Requirement:
    """Find the lowest level whose limits hold all of it, and say why it is that one.

    Below the margin floor somebody of the next level has to agree too; at the top it
    is two different people. Beyond the top level's limits nobody may grant it.
    """
    if not policy.levels:
        reason = "the playbook names no levels of approval"
        return Requirement(levels=(), reasons=(reason,), beyond_limits=True)
    before = _granted(terms, standing.history)
    demand = _Demand(terms, assessment, standing, before)
    reasons: list[str] = []
    for level in policy.levels:
        found = tuple(_objections(level, demand, policy))
        if not found:
            return _by(level, demand, policy, reasons)
        reasons += found
    # Two people are asked all the same: either turns it down, both break the glass.
    below, top = ([one.name for one in policy.levels] * 2)[-2:]
    return Requirement(levels=(below, top), reasons=tuple(reasons), beyond_limits=True)


def annual_cost_minor(assessment: Assessment) -> int:
    """Give what a concession costs a year; one that gains costs nothing."""
    return max(0, -assessment.ask.margin.impact_year_minor)


def kinds_in(terms: ConcessionTerms) -> tuple[ConcessionKind, ...]:
    """List the kinds of what is really given, whatever the request is called."""
    given = {
        ConcessionKind.DISCOUNT: terms.discount_bps,
        ConcessionKind.CREDIT: terms.credit_minor or terms.free_months,
        ConcessionKind.ADDED_SCOPE: terms.added_value_minor
        or terms.added_minutes
        or terms.added_licence_minor,
        ConcessionKind.PAYMENT_TERMS: terms.payment_days,
        ConcessionKind.OTHER: terms.other_cost_minor,
    }
    return tuple(
        kind for kind in ConcessionKind if kind is terms.kind or given.get(kind)
    )


def _granted(
    terms: ConcessionTerms, history: Sequence[Concession]
) -> tuple[Concession, ...]:
    """List what the same renewal was granted; its term end may have moved since."""
    return tuple(
        one
        for one in history
        if one.contract_id == terms.contract_id
        and one.status in GRANTED
        and (one.kept is None or one.terms.term_end == terms.term_end)
    )


def _objections(
    level: ApprovalLevel, demand: _Demand, policy: ApprovalPolicy
) -> Iterator[str]:
    """Say why a level can't decide it."""
    at_top = level is policy.levels[-1]
    yield from _depth(level, demand, at_top=at_top)
    yield from _amount(level, demand, at_top=at_top)
    if demand.terms.term_months > level.max_term_months:
        yield (
            f"a term of {demand.terms.term_months} months is longer than the "
            f"{level.max_term_months} of {level.name}"
        )
    for kind in kinds_in(demand.terms):
        if level.kinds and kind not in level.kinds:
            yield f"{level.name} does not decide about {kind.replace('_', ' ')}"
    tier = _tier(demand, policy)
    if tier and policy.rank(level.name) < policy.rank(tier.level):
        yield f"a customer of tier {tier.name} is decided by {tier.level}"


def _depth(level: ApprovalLevel, demand: _Demand, *, at_top: bool) -> Iterator[str]:
    depth = demand.depth
    if depth is None:
        if not at_top:
            yield f"the depth is unknown{demand.together}: the top level decides"
    elif depth > level.max_depth:
        yield (
            f"depth {percent(depth)}{demand.together} is above the "
            f"{percent(level.max_depth)} of {level.name}"
        )


def _amount(level: ApprovalLevel, demand: _Demand, *, at_top: bool) -> Iterator[str]:
    currency = demand.standing.currency
    if demand.foreign:
        # Nothing is converted: there is no rate that somebody has agreed to.
        if not at_top:
            yield (
                f"it is in {demand.foreign} and limits are in {currency}: "
                "the top level decides"
            )
        return
    limit = to_minor(level.max_amount, currency)
    if demand.cost_minor > limit:
        cost = money(demand.cost_minor, currency)
        yield (
            f"cost of {cost} a year{demand.together} is above the "
            f"{money(limit, currency)} of {level.name}"
        )


def _tier(demand: _Demand, policy: ApprovalPolicy) -> CustomerTier | None:
    """Give the highest tier that a contract's annual value reaches."""
    reached = [tier for tier in policy.tiers if demand.standing.arr >= tier.from_arr]
    return max(reached, key=lambda tier: policy.rank(tier.level), default=None)


def _by(
    level: ApprovalLevel, demand: _Demand, policy: ApprovalPolicy, why: list[str]
) -> Requirement:
    reasons = why or [f"within the limits of {level.name}"]
    levels = [level.name]
    thin = _thin_margin(demand, policy.margin_floor)
    if thin:
        above = min(policy.rank(level.name) + 1, len(policy.levels) - 1)
        levels.append(policy.levels[above].name)
        reasons = [*reasons, thin]
    return Requirement(levels=tuple(levels), reasons=tuple(reasons))


def _thin_margin(demand: _Demand, floor: Decimal) -> str:
    """Say why a second approver is needed, "" where the margin is healthy."""
    rate = _margin_rate(demand)
    if rate is None:
        return "the margin that is left is unknown: a second approver has to agree"
    if rate >= floor:
        return ""
    return (
        f"margin of {percent(rate)}{demand.together} is below the floor of "
        f"{percent(floor)}: a second approver has to agree"
    )


def _margin_rate(demand: _Demand) -> Decimal | None:
    """Give the margin left of the agreed price once all that was granted counts."""
    ask = demand.assessment.ask
    if not demand.before:
        return ask.margin.after_rate.value
    if any(one.terms.currency != demand.terms.currency for one in demand.before):
        return None
    price, margin = ask.agreed_mrr_minor, ask.margin.after_minor
    for one in demand.before:
        granted = one.assessment.ask
        price -= max(0, granted.reference_mrr_minor - granted.agreed_mrr_minor)
        margin += min(0, granted.margin.impact_month_minor)
    return Decimal(margin) / price if price > 0 else None
