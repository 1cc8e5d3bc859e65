"""What only a judge may read: health, true probabilities, outcomes, values."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sandbox.portfolio.billing import Header
from sandbox.portfolio.cast import Cast
from sandbox.portfolio.demand import MONTH_DAYS
from sandbox.portfolio.outcomes import outcome
from sandbox.portfolio.terms import Term
from sandbox.rows import Row

CHURNED = "churned"


def truth_of(
    dice: random.Random, cast: Cast, headers: list[Header], as_of: date
) -> Row:
    """Return the truth about each current contract and how well it can be known."""
    values: defaultdict[int, float] = defaultdict(float)
    for header in headers:
        values[header.term.id] += header.mrr
    contracts = {
        str(term.id): _contract(dice, term, round(values[term.id], 2), as_of)
        for term in cast.current
    }
    rows = list(contracts.values())
    return {
        "contracts": contracts,
        "auc_upper_bound": _auc_of(rows, "p_renew"),
        "auc_from_health_now": _auc_of(rows, "p_renew_from_health_now"),
    }


def auc(losses: Sequence[float], others: Sequence[float]) -> float | None:
    """Return the share of pairs in which the loss has the lower value, ties half."""
    if not losses or not others:
        return None
    won = sum((a < b) + (a == b) / 2 for a in losses for b in others)
    return round(won / (len(losses) * len(others)), 4)


def _contract(dice: random.Random, term: Term, mrr: float, as_of: date) -> Row:
    renewal = term.next_renewal(as_of)
    months_ahead = max(0, round((renewal - as_of).days / MONTH_DAYS))
    drawn = asdict(outcome(dice, term.customer.health, months_ahead))
    return {
        "client_id": term.customer.id,
        "renewal_date": renewal.isoformat(),
        "mode": term.mode,
        "notice_period_days": term.notice_days,
        "mrr": mrr,
        "outcome": drawn.pop("result"),
        **drawn,
    }


def _auc_of(rows: list[Row], measure: str) -> float | None:
    return auc(
        [row[measure] for row in rows if row["outcome"] == CHURNED],
        [row[measure] for row in rows if row["outcome"] != CHURNED],
    )
