"""Driver: hours worked against the hours that the contract includes."""

from decimal import Decimal

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.worked_time import worked_time

UNIT = "hours worked per hour included"


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure the use of the entitlement; 1 is all of it.

    hours worked in the window / (hours a month x months of the window so far). Far
    above 1 the contract is too small, far below it the customer pays for nothing.
    None without an entitlement or without recorded time. Source: HaloPSA's included
    hours; utilisation of entitlement as in HDI's support metrics.
    """
    if not inputs.entitled_hours:
        return Measure(value=None, unit=UNIT, note="no hours are agreed")
    worked = worked_time(inputs, policy)
    if worked is None:
        return Measure(value=None, unit=UNIT, note="no time is recorded")
    included = inputs.entitled_hours * worked.months
    return Measure(
        value=ratio(worked.hours, included),
        unit=UNIT,
        n=worked.rows,
        evidence=worked.busiest,
        note=f"{_short(worked.hours)} hours of {_short(included)} included",
    )


def _short(hours: Decimal) -> str:
    return f"{hours:.1f}"
