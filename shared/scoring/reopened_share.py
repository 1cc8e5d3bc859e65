"""Driver: share of closed tickets that had to be opened again."""

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import enough, evidence, since

UNIT = "share"


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure the reopened share, in shares of 1.

    reopened / max(closed, reopened), by month of opening: a ticket reopened and not
    closed again was closed once too. Source: ITIL 4 incident management, the
    complement of the first-time-right rate.
    """
    rows = enough(inputs, policy, lambda row: row.closed)
    reopened = sum(row.reopened for row in rows)
    closed = max(sum(row.closed for row in rows), reopened)
    if not closed:
        return Measure(value=None, unit=UNIT, note="no closed ticket")
    return Measure(
        value=ratio(reopened, closed),
        unit=UNIT,
        n=closed,
        evidence=evidence(row.reopened_ids for row in rows),
        note=f"{reopened} of {closed} closed tickets {since(rows)}",
    )
