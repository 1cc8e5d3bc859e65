"""Drivers: share of tickets answered, and solved, within their service level."""

from collections.abc import Sequence

from shared.domain.facts import MonthFacts
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import enough, evidence, since

UNIT = "share"


def measure_response(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure SLA response attainment, in shares of 1.

    met / (met + missed), over tickets by month of opening; tickets outside the SLA
    or not yet decided are in neither. Source: HaloPSA's `slaresponsestate` I and O;
    ITIL 4 service level management, percentage within target.
    """
    rows = enough(inputs, policy, lambda row: row.response_decided)
    met = sum(row.response_met for row in rows)
    decided = sum(row.response_decided for row in rows)
    late = [row.late_response_ids for row in rows]
    return _attainment(rows, met, decided, late)


def measure_resolution(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure SLA resolution attainment, in shares of 1.

    met / (met + missed), as for the response; HaloPSA's `slastate`.
    """
    rows = enough(inputs, policy, lambda row: row.resolution_decided)
    met = sum(row.resolution_met for row in rows)
    decided = sum(row.resolution_decided for row in rows)
    late = [row.late_resolution_ids for row in rows]
    return _attainment(rows, met, decided, late)


def _attainment(
    rows: tuple[MonthFacts, ...],
    met: int,
    decided: int,
    late: Sequence[tuple[str, ...]],
) -> Measure:
    if not decided:
        return Measure(value=None, unit=UNIT, note="no ticket with a decided SLA")
    return Measure(
        value=ratio(met, decided),
        unit=UNIT,
        n=decided,
        evidence=evidence(late),
        note=f"{met} of {decided} tickets {since(rows)}",
    )
