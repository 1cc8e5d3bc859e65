"""Why readiness moved since the score before: time, data, weights."""

from decimal import localcontext

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreChange, ScoreInputs
from shared.scoring.points import readiness
from shared.scoring.score import CONTEXT


def explain(
    before: ScoreInputs,
    after: ScoreInputs,
    *,
    old_policy: ScoringPolicy,
    new_policy: ScoringPolicy,
) -> ScoreChange:
    """Split the change of readiness into time, data and weights, in that order.

    time:    the old data under the old playbook, seen on the new date
    data:    the new data under the old playbook
    weights: the new playbook
    Each is the step from the one before, so the parts add up to the total exactly.
    The model plays no part: it turns readiness into a probability.
    """
    # What the old data did not know of is unknown on the new date too, not quiet.
    known = before.data_date or before.as_of_date
    aged = before.model_copy(
        update={"as_of_date": after.as_of_date, "data_date": known}
    )
    with localcontext(CONTEXT):
        first = readiness(before, old_policy)
        later = readiness(aged, old_policy)
        fresh = readiness(after, old_policy)
        same = new_policy is old_policy or new_policy == old_policy
        last = fresh if same else readiness(after, new_policy)
    return ScoreChange(
        previous_date=before.as_of_date,
        total=last - first,
        from_time=later - first,
        from_data=fresh - later,
        from_weights=last - fresh,
    )
