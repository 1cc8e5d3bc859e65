"""Driver: how long customers wait for our answer to their mail."""

from decimal import Decimal
from statistics import median

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.mail_window import recent
from shared.scoring.measure import Measure, ratio

UNIT = "hours"
_ENOUGH = 3
_MINUTES = 60


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure the median wait for our reply, in hours without weekends.

    From the first mail of theirs that nobody has answered to our next one in the same
    thread. None with fewer than 3 replies in the window.
    """
    waits = sorted(one for month in recent(inputs, policy) for one in month.waits)
    if len(waits) < _ENOUGH:
        return Measure(
            value=None, unit=UNIT, note=f"{len(waits)} replies in the window"
        )
    return Measure(
        value=ratio(Decimal(median(waits)), _MINUTES),
        unit=UNIT,
        n=len(waits),
        note=f"{len(waits)} replies in the window",
    )
