"""Drivers: how long a customer, or who wrote most, has been silent by their habit."""

from datetime import date
from decimal import Decimal

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.mail_window import history, known_until
from shared.scoring.measure import Measure, ratio

UNIT = "times the usual gap"


def measure(inputs: ScoreInputs, _policy: ScoringPolicy) -> Measure:
    """Measure the days since the customer's last mail by its usual gap.

    (known until - last mail received) / median gap between days with mail. None until
    mail came on 5 days. Source: recency by own habit, as in RFM analysis (Hughes 1994).
    """
    mail = history(inputs)
    return _silence(inputs, mail.last_received_date, mail.gap_days)


def measure_champion(inputs: ScoreInputs, _policy: ScoringPolicy) -> Measure:
    """Measure the same of the person who wrote on the most days."""
    mail = history(inputs)
    last, gap = mail.champion_last_date, mail.champion_gap_days
    found = _silence(inputs, last, gap)
    person = (mail.champion_id,) if mail.champion_id else ()
    return found.model_copy(update={"evidence": person})


def _silence(inputs: ScoreInputs, last: date | None, gap: Decimal | None) -> Measure:
    if last is None or gap is None:
        return Measure(value=None, unit=UNIT, note="their rhythm is not known yet")
    silent = max(0, (known_until(inputs) - last).days)
    return Measure(
        value=ratio(silent, max(gap, Decimal(1))),
        unit=UNIT,
        n=1,
        note=f"last on {last.isoformat()}, usually every {gap.normalize():f} days",
    )
