"""Driver: what an hour of work for the contract earns, against the target."""

from shared.domain.money import from_minor
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.worked_time import worked_time

UNIT = "share of the target rate"


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure the effective hourly rate, as a share of the playbook's target.

    (MRR x months of the window so far / hours worked) / `target_hourly_rate`, in the
    contract's currency. None without MRR or hours. Source: agreement effective rate,
    as ConnectWise and HaloPSA report it (recurring revenue / hours).
    """
    worked = worked_time(inputs, policy)
    if not inputs.mrr_minor:
        return Measure(value=None, unit=UNIT, note="no recurring revenue is known")
    if worked is None or not worked.hours:
        return Measure(value=None, unit=UNIT, note="no time in the window")
    revenue = from_minor(inputs.mrr_minor, inputs.currency) * worked.months
    rate = revenue / worked.hours
    return Measure(
        value=ratio(rate, policy.target_hourly_rate),
        unit=UNIT,
        n=worked.rows,
        evidence=worked.busiest,
        note=f"{rate:.2f} {inputs.currency} an hour, {worked.hours:.1f} hours",
    )
