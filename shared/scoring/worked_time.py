"""Hours worked for a contract in the recent window, and how long that window is."""

from decimal import Decimal

from shared.domain.model import Model
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.window import evidence, exposures, recent, window_start

_MINUTES = 60


class WorkedTime(Model):
    """Hours worked in `rows` months, of which `months` were under contract and known.

    `busiest` are the tickets that took most of it.
    """

    hours: Decimal
    months: Decimal
    rows: int
    busiest: tuple[str, ...]


def worked_time(inputs: ScoreInputs, policy: ScoringPolicy) -> WorkedTime | None:
    """Add up the window's hours; None where time was never recorded at all."""
    if not any(row.worked_minutes for row in inputs.months):
        return None
    rows = recent(inputs, policy)
    first = window_start(inputs, policy)
    months = sum((share for _, share in exposures(inputs, first)), Decimal(0))
    if not months:
        return None
    minutes = sum(row.worked_minutes for row in rows)
    return WorkedTime(
        hours=Decimal(minutes) / _MINUTES,
        months=months,
        rows=len(rows),
        busiest=evidence(row.busiest_ids for row in rows),
    )
