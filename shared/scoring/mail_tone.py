"""Driver: the mood of a customer's mail, careful with little of it."""

from collections.abc import Iterable
from decimal import Decimal

from shared.domain.correspondence import MailMonth
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.mail_window import Months, earlier, recent
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import evidence

UNIT = "tone"
ENOUGH = 5  # judged mails on either side, before a change says anything


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure the tone, -1 (bad) to 1 (good), shrunk where mails are few.

    own = (sum of tone before + prior x k) / (confidence before + k)
    value = (sum of tone in the window + own x k) / (confidence in the window + k)
    Each mail's score counts with its confidence; k = `mail_tone_prior_mails`. Source:
    empirical Bayes for a mean (Efron and Morris 1977). None when no mail of the window
    could be judged.
    """
    window, before = recent(inputs, policy), earlier(inputs, policy)
    judged = _judged(window)
    if not judged:
        return Measure(value=None, unit=UNIT, note="no mail with enough text")
    k = Decimal(policy.mail_tone_prior_mails)
    own = (_tone(before) + policy.mail_tone_prior * k) / (_confidence(before) + k or 1)
    value = (_tone(window) + own * k) / (_confidence(window) + k or 1)
    return Measure(
        value=ratio(value, 1),
        unit=UNIT,
        n=judged,
        evidence=evidence(month.bad_ids for month in window),
        note=f"{judged} mails judged in the window, {_judged(before)} before it",
    )


def measure_change(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure how the tone of the window differs from that of the months before.

    mean of the window - mean of the baseline, each weighted by confidence. None with
    fewer than 5 judged mails on either side.
    """
    window, before = recent(inputs, policy), earlier(inputs, policy)
    if min(_judged(window), _judged(before)) < ENOUGH:
        return Measure(value=None, unit=UNIT, note="too few mails to compare")
    value = _mean(window) - _mean(before)
    return Measure(
        value=ratio(value, 1),
        unit=UNIT,
        n=_judged(window),
        evidence=evidence(month.bad_ids for month in window),
        note=f"{ratio(_mean(before), 1)} before the window",
    )


def _mean(months: Months) -> Decimal:
    confidence = _confidence(months)
    return _tone(months) / confidence if confidence else Decimal(0)


def _tone(months: Iterable[MailMonth]) -> Decimal:
    return sum((month.tone for month in months), Decimal(0))


def _confidence(months: Iterable[MailMonth]) -> Decimal:
    return sum((month.confidence for month in months), Decimal(0))


def _judged(months: Iterable[MailMonth]) -> int:
    return sum(month.judged for month in months)
