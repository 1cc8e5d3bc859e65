"""Driver: tickets per seat against the contract's own past, season by season."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from shared.domain.calendar import add_months, month_key, month_start
from shared.domain.facts import MonthFacts
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import (
    baseline_start,
    evidence,
    exposures,
    recent,
    window_start,
)

UNIT = "ratio to own baseline"

# Prior weights in tickets. The spread of a Gamma(k, k) prior is 1/sqrt(k): a true
# change of volume of about 35 % and a season of about 20 % are taken as usual.
CHANGE_PRIOR = 8
SEASON_PRIOR = 25
_LEAST_MONTHS = 3  # of baseline, below which there is nothing to compare with


class _Month(NamedTuple):
    key: str
    opened: int
    exposure: Decimal  # months, or seat-months where seats are known throughout


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure ticket volume as a ratio to what the contract's past lets expect.

    rate     = tickets / exposure over the `baseline_months` before the window
    season m = (tickets a year before m + s) / (rate x exposure then + s)
    expected = sum over the window of rate x season x exposure
    value    = (tickets in the window + c) / (expected + c)
    Exposure is months under contract (the current one by its days so far) times seats
    where they are known for every month; s and c are the prior weights above. Source:
    relative risk under a Gamma prior (Clayton and Kaldor 1987). None without three
    months of baseline, or without a single ticket.
    """
    months, per_seat = _months(inputs, policy)
    first = month_key(window_start(inputs, policy))
    window = [one for one in months if one.key >= first and one.exposure]
    baseline = [one for one in months if one.key < first and one.exposure]
    known = sum(one.exposure > 0 for one in baseline)
    if known < _LEAST_MONTHS or not window:
        return Measure(value=None, unit=UNIT, note=f"{known} months of own history")
    if not any(one.opened for one in months):
        return Measure(value=None, unit=UNIT, note="no ticket on record")
    opened = sum(one.opened for one in window)
    expected = _expected(window, baseline)
    kind = "per seat" if per_seat else "in absolute numbers, seats are not known"
    return Measure(
        value=ratio(opened + CHANGE_PRIOR, expected + CHANGE_PRIOR),
        unit=UNIT,
        n=opened + sum(one.opened for one in baseline),
        evidence=evidence(row.opened_ids for row in recent(inputs, policy)),
        note=f"{opened} tickets, {expected:.1f} expected, {kind}",
    )


def _months(
    inputs: ScoreInputs, policy: ScoringPolicy
) -> tuple[Sequence[_Month], bool]:
    rows = {row.month: row for row in inputs.months}
    shares = list(exposures(inputs, baseline_start(inputs, policy)))
    per_seat = all(_seats(rows, key) for key, share in shares if share)
    months = [
        _Month(
            key=key,
            opened=rows[key].opened if key in rows else 0,
            exposure=share * (_seats(rows, key) if per_seat else 1),
        )
        for key, share in shares
    ]
    return months, per_seat


def _seats(rows: Mapping[str, MonthFacts], key: str) -> Decimal:
    return (rows[key].seats if key in rows else None) or Decimal(0)


def _expected(window: Sequence[_Month], baseline: Sequence[_Month]) -> Decimal:
    exposure = sum((one.exposure for one in baseline), Decimal(0))
    rate = sum(one.opened for one in baseline) / exposure
    known = {one.key: one for one in baseline}
    return sum(
        (rate * one.exposure * _season(one, known, rate) for one in window), Decimal(0)
    )


def _season(month: _Month, known: Mapping[str, _Month], rate: Decimal) -> Decimal:
    """Compare the same month a year ago with the baseline's mean, shrunk to 1."""
    then = known.get(month_key(add_months(month_start(month.key), -12)))
    if then is None:
        return Decimal(1)
    return (then.opened + SEASON_PRIOR) / (rate * then.exposure + SEASON_PRIOR)
