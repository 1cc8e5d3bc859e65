"""From measured values to points: weights, thresholds, and sums that are exact."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from shared.domain.errors import InvalidInput
from shared.domain.playbook import DriverPolicy, ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.drivers import DRIVERS
from shared.scoring.measure import Measure
from shared.scoring.rounding import half_up, rounded_together, split

FULL = 10_000  # a full score in hundredths of a point, the unit of `possible`
KEPT = 1_000_000  # all of a driver's points, the unit of `kept`

_ZERO = Decimal(0)
_ONE = Decimal(1)


class Part(NamedTuple):
    """One driver of a score in integers: points in hundredths, kept in millionths."""

    name: str
    measure: Measure
    weight: int
    effort: int
    kept: int
    possible: int = 0
    points: int = 0

    @property
    def known(self) -> bool:
        """Whether the driver's input was there."""
        return self.measure.value is not None

    @property
    def lost(self) -> int:
        """Hundredths of a point that the driver costs."""
        return self.possible - self.points


def parts(inputs: ScoreInputs, policy: ScoringPolicy) -> tuple[Part, ...]:
    """Measure all drivers of the playbook and give them their points.

    Weights are renormalised over the drivers that could be measured, so that missing
    input takes no points; it lowers the coverage instead. Points possible add up to
    100.00, and points to the rounded sum, exactly.
    """
    rated = [_rated(name, inputs, policy) for name in _names(policy, inputs)]
    counting = [part.weight if part.known else 0 for part in rated]
    possible = split(FULL, counting) if any(counting) else [0] * len(rated)
    raw = [most * part.kept for most, part in zip(possible, rated, strict=True)]
    points = rounded_together(raw, KEPT)
    return tuple(
        part._replace(possible=most, points=given)
        for part, most, given in zip(rated, possible, points, strict=True)
    )


def total(scored: Sequence[Part], *, cured: frozenset[str] = frozenset()) -> int:
    """Give the score in hundredths, as if the `cured` drivers lost nothing."""
    raw = sum(
        part.possible * (KEPT if part.name in cured else part.kept) for part in scored
    )
    return half_up(raw, KEPT)


def readiness(inputs: ScoreInputs, policy: ScoringPolicy) -> Decimal:
    """Give only the readiness, 0.00 to 100.00."""
    return hundredths(total(parts(inputs, policy)))


def hundredths(value: int) -> Decimal:
    """Give hundredths of a point as points with two places."""
    return Decimal(value).scaleb(-2)


def kept_share(value: Decimal, policy: DriverPolicy) -> Decimal:
    """Give the share of a driver's points that a value keeps, 0 to 1.

    Linear from `bad` (0) to `good` (1), flat outside; with a low side, the worse of
    the two slopes.
    """
    share = _slope(value, policy.bad, policy.good)
    if policy.low_good is not None and policy.low_bad is not None:
        share = min(share, _slope(value, policy.low_bad, policy.low_good))
    return share


def _slope(value: Decimal, bad: Decimal, good: Decimal) -> Decimal:
    return min(_ONE, max(_ZERO, (value - bad) / (good - bad)))


def _names(policy: ScoringPolicy, inputs: ScoreInputs) -> list[str]:
    """Order the playbook's drivers one way, however the playbook was written.

    What only a CRM or mail could tell is left out where there is none: it is not
    missing.
    """
    unknown = sorted(policy.drivers.keys() - DRIVERS.keys())
    if unknown:
        message = f"playbook: no such driver: {', '.join(unknown)}"
        raise InvalidInput(message)
    has_crm, has_mail = inputs.stakeholders is not None, inputs.mail is not None
    return [
        name
        for name, driver in DRIVERS.items()
        if name in policy.drivers
        and (has_crm or not driver.from_crm)
        and (has_mail or not driver.from_mail)
    ]


def _rated(name: str, inputs: ScoreInputs, policy: ScoringPolicy) -> Part:
    rule = policy.drivers[name]
    measured = DRIVERS[name].measure(inputs, policy)
    kept = _ZERO if measured.value is None else kept_share(measured.value, rule)
    return Part(
        name=name,
        measure=measured,
        weight=_millionths(rule.weight),
        effort=rule.effort,
        kept=_millionths(kept),
    )


def _millionths(value: Decimal) -> int:
    return int((value * KEPT).to_integral_value(ROUND_HALF_UP))
