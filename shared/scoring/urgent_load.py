"""Driver: share of tickets that are P1 or P2."""

from shared.domain.facts import MonthFacts
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.ticket_facts import UNKNOWN_PRIORITY, URGENT
from shared.scoring.window import enough, evidence, since

UNIT = "share"


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure the urgent load, in shares of 1.

    tickets of rank 1 or 2 / tickets of known rank. Source: ITIL 4 incident
    prioritisation; the ranks are those of the ticket's own SLA in HaloPSA.
    """
    rows = enough(inputs, policy, _ranked)
    ranked = sum(_ranked(row) for row in rows)
    if not ranked:
        return Measure(value=None, unit=UNIT, note="no ticket with a known priority")
    urgent = sum(_urgent(row) for row in rows)
    return Measure(
        value=ratio(urgent, ranked),
        unit=UNIT,
        n=ranked,
        evidence=evidence(row.urgent_ids for row in rows),
        note=f"{urgent} of {ranked} tickets {since(rows)}",
    )


def _ranked(row: MonthFacts) -> int:
    return sum(row.by_priority.values()) - row.by_priority.get(UNKNOWN_PRIORITY, 0)


def _urgent(row: MonthFacts) -> int:
    return sum(row.by_priority.get(str(rank), 0) for rank in range(1, URGENT + 1))
