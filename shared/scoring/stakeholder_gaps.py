"""Driver: which people a renewal lacks."""

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import evidence

UNIT = "gaps"


def measure(inputs: ScoreInputs, _policy: ScoringPolicy) -> Measure:
    """Count the gaps: no economic buyer, single-threaded, champion left.

    None where the customer was not found in the CRM. Evidence is the people whose
    role is known. Source: multi-threading and champion change in account reviews.
    """
    facts = inputs.stakeholders
    if facts is None or not facts.known:
        return Measure(value=None, unit=UNIT, note="the customer is not in the CRM")
    return Measure(
        value=ratio(len(facts.gaps), 1),
        unit=UNIT,
        n=len(facts.person_ids),
        evidence=evidence([facts.person_ids]),
        note=", ".join(facts.gaps) or "nobody is missing",
    )
