"""Driver: satisfaction in surveys, careful with few answers."""

from shared.domain.calendar import month_key
from shared.domain.facts import MonthFacts
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import baseline_start, evidence, recent

UNIT = "points of 100"


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure satisfaction, 0 (worst) to 100, shrunk where answers are few.

    own = (sum before the window + prior x k) / (answers before + k)
    value = (sum in the window + own x k) / (answers in the window + k)
    with the playbook's prior and k = `csat_prior_answers`: the customer's own history
    first, then the portfolio's. Source: empirical Bayes for a mean (Efron and Morris
    1977). None without any answer: the prior alone says nothing of this customer.
    """
    window = recent(inputs, policy)
    earlier = _earlier(inputs, policy, window)
    answers, before = _answers(window), _answers(earlier)
    if not answers + before:
        return Measure(value=None, unit=UNIT, note="no survey answer")
    k = policy.csat_prior_answers
    own = (_satisfaction(earlier) + policy.csat_prior * k) / max(1, before + k)
    value = (_satisfaction(window) + own * k) / (answers + k) if answers + k else own
    return Measure(
        value=ratio(value, 1),
        unit=UNIT,
        n=answers + min(before, k),
        evidence=evidence(row.unhappy_ids for row in window),
        note=f"{answers} answers in the window, {before} before it",
    )


def _earlier(
    inputs: ScoreInputs, policy: ScoringPolicy, window: tuple[MonthFacts, ...]
) -> tuple[MonthFacts, ...]:
    oldest = month_key(baseline_start(inputs, policy))
    newest = window[-1].month if window else month_key(inputs.as_of_date)
    return tuple(row for row in inputs.months if oldest <= row.month < newest)


def _answers(rows: tuple[MonthFacts, ...]) -> int:
    return sum(row.answers for row in rows)


def _satisfaction(rows: tuple[MonthFacts, ...]) -> int:
    return sum(row.satisfaction for row in rows)
