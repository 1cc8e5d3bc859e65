"""Driver: mean age of the tickets that are still open."""

from shared.domain.calendar import month_key
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import evidence

UNIT = "days"


def measure(inputs: ScoreInputs, _policy: ScoringPolicy) -> Measure:
    """Measure the age of the open backlog, in days.

    (open x ordinal of as_of_date - sum of opening ordinals) / open, which is the mean
    of the ages. 0 when nothing is open; None when there never was a ticket. Evidence
    is the oldest first. Source: ITIL 4, age of open incidents.
    """
    newest = month_key(inputs.as_of_date)
    rows = [row for row in inputs.months if row.month <= newest]
    opened = sum(row.opened for row in rows)
    if not opened:
        return Measure(value=None, unit=UNIT, note="no ticket on record")
    still_open = sum(row.still_open for row in rows)
    if not still_open:
        return Measure(value=ratio(0, 1), unit=UNIT, n=opened, note="nothing is open")
    today = inputs.as_of_date.toordinal()
    age = still_open * today - sum(row.open_ordinals for row in rows)
    return Measure(
        value=max(ratio(age, still_open), ratio(0, 1)),
        unit=UNIT,
        n=still_open,
        evidence=evidence(tuple(reversed(row.open_ids)) for row in rows),
        note=f"{still_open} open tickets",
    )
