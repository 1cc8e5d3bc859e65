"""Driver: what is overdue, in months of recurring revenue."""

from datetime import date

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import evidence

UNIT = "months of MRR"


def measure(inputs: ScoreInputs, _policy: ScoringPolicy) -> Measure:
    """Measure overdue invoices, in months of MRR.

    sum of what is still to be paid of invoices due before as_of_date / MRR. None
    without MRR, or where no invoice of the contract is on record. Evidence is the
    longest overdue first. Source: ageing of receivables, scaled by size.
    """
    if not inputs.mrr_minor:
        return Measure(value=None, unit=UNIT, note="no recurring revenue is known")
    if not any(row.invoiced_minor or row.unpaid for row in inputs.months):
        return Measure(value=None, unit=UNIT, note="no invoice on record")
    unpaid = [one for row in inputs.months for one in row.unpaid]
    overdue = sorted(
        (one.due_date, one.id, one.due_minor)
        for one in unpaid
        if one.due_date is not None and one.due_date < inputs.as_of_date
    )
    total = sum(minor for _, _, minor in overdue)
    return Measure(
        value=ratio(total, inputs.mrr_minor),
        unit=UNIT,
        n=len(unpaid),
        evidence=evidence([tuple(invoice_id for _, invoice_id, _ in overdue)]),
        note=_oldest([due for due, _, _ in overdue]),
    )


def _oldest(dates: list[date]) -> str:
    if not dates:
        return "nothing is overdue"
    return f"{len(dates)} overdue, the first since {dates[0].isoformat()}"
