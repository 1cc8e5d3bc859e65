"""Driver: share of closed tickets that the customer answered a survey for."""

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import enough, evidence, since

UNIT = "share"


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure the survey response rate, in shares of 1.

    min(1, answers / closed tickets). Source: AAPOR response rate RR1, with closed
    tickets as the surveys sent. None when no answer is on record at all: surveys may
    not be sent, which is no fault of the contract.
    """
    if not any(row.answers for row in inputs.months):
        return Measure(value=None, unit=UNIT, note="no survey answer on record")
    rows = enough(inputs, policy, lambda row: row.closed)
    closed = sum(row.closed for row in rows)
    if not closed:
        return Measure(value=None, unit=UNIT, note="no closed ticket")
    answers = sum(row.answers for row in rows)
    return Measure(
        value=min(ratio(1, 1), ratio(answers, closed)),
        unit=UNIT,
        n=closed,
        evidence=evidence(row.opened_ids for row in rows),
        note=f"{answers} answers to {closed} closed tickets {since(rows)}",
    )
