"""Which months a driver looks at, and how much of each was under contract."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, islice

from shared.domain.calendar import add_months, month_key, month_start
from shared.domain.facts import EVIDENCE_LIMIT, MonthFacts
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs

# Below this many records a share says little: older months are looked at as well.
ENOUGH = 10

_DAY = timedelta(days=1)


def window_start(inputs: ScoreInputs, policy: ScoringPolicy) -> date:
    """Give the first day of the recent window.

    The window is the month of `as_of_date` so far and `window_months` whole months
    before it, so that it never shrinks when a month begins.
    """
    return add_months(inputs.as_of_date.replace(day=1), -policy.window_months)


def baseline_start(inputs: ScoreInputs, policy: ScoringPolicy) -> date:
    """Give the first day of the months that the window is compared with."""
    return add_months(window_start(inputs, policy), -policy.baseline_months)


def recent(inputs: ScoreInputs, policy: ScoringPolicy) -> tuple[MonthFacts, ...]:
    """Give the window's facts, newest first."""
    first = month_key(window_start(inputs, policy))
    return tuple(row for row in _newest_first(inputs) if row.month >= first)


def enough(
    inputs: ScoreInputs, policy: ScoringPolicy, count: Callable[[MonthFacts], int]
) -> tuple[MonthFacts, ...]:
    """Give the window's facts, newest first, and older ones until there are enough.

    A small contract's share of one ticket would be noise; it is judged by as many of
    its last tickets as needed, back to the start of its baseline.
    """
    window = month_key(window_start(inputs, policy))
    oldest = month_key(baseline_start(inputs, policy))
    rows: list[MonthFacts] = []
    total = 0
    for row in _newest_first(inputs):
        if row.month < window and (total >= ENOUGH or row.month < oldest):
            break
        rows.append(row)
        total += count(row)
    return tuple(rows)


def _newest_first(inputs: ScoreInputs) -> Iterator[MonthFacts]:
    newest = month_key(inputs.as_of_date)
    return (row for row in reversed(inputs.months) if row.month <= newest)


def evidence(ids: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Join lists of ids in the order given, at most EVIDENCE_LIMIT."""
    return tuple(islice(chain.from_iterable(ids), EVIDENCE_LIMIT))


def since(rows: tuple[MonthFacts, ...]) -> str:
    """Say which month the oldest of the rows is of, for notes."""
    return f"since {rows[-1].month}"


def known_from(inputs: ScoreInputs) -> date | None:
    """Give the first day of the contract's known service, None without any.

    Months before its start date count only if tickets say that it was served then.
    """
    for row in inputs.months:
        first = month_start(row.month)
        if inputs.start_date and month_key(inputs.start_date) == row.month:
            return inputs.start_date
        if row.opened or inputs.start_date is None or inputs.start_date < first:
            return first
    return None


def exposures(inputs: ScoreInputs, first: date) -> Iterator[tuple[str, Decimal]]:
    """Give each month from `first` with the share of its days that are known.

    Days before the contract's known service, after `as_of_date`, and after the last
    day that the data knows of are not known.
    """
    begin = known_from(inputs)
    end = min(inputs.as_of_date, inputs.data_date or inputs.as_of_date)
    start = first
    while begin and start <= inputs.as_of_date:
        after = add_months(start, 1)
        days = min(end + _DAY, after) - max(begin, start)
        yield month_key(start), Decimal(max(0, days.days)) / (after - start).days
        start = after
