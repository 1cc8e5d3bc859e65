"""Driver: how many of a customer's people write, against its own past."""

from decimal import Decimal

from shared.domain.calendar import month_key
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.mail_window import Months, earlier, recent
from shared.scoring.measure import Measure, ratio

UNIT = "ratio to the past"
_ENOUGH_MONTHS = 3


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure the people who write in a month, relative to the months before.

    mean of the window's whole months / mean of the baseline's. None with fewer than 3
    months with mail in the baseline, or with none in the window: silence is told by
    another driver.
    """
    this_month = month_key(inputs.as_of_date)  # it has only begun
    window = tuple(
        m for m in recent(inputs, policy) if m.senders and m.month < this_month
    )
    before = tuple(m for m in earlier(inputs, policy) if m.senders)
    if not window or len(before) < _ENOUGH_MONTHS:
        return Measure(value=None, unit=UNIT, note="too few months to compare")
    now, past = _people(window), _people(before)
    return Measure(
        value=ratio(now, past),
        unit=UNIT,
        n=sum(month.senders for month in window),
        note=f"{now} a month, {past} before",
    )


def _people(months: Months) -> Decimal:
    return ratio(sum(month.senders for month in months), len(months))
