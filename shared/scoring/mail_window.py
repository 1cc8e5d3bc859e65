"""Which months of mail a driver looks at, and the end of what is known."""

from collections.abc import Iterable
from datetime import date

from shared.domain.calendar import month_key
from shared.domain.correspondence import MailHistory, MailMonth
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.window import baseline_start, window_start

Months = tuple[MailMonth, ...]


def history(inputs: ScoreInputs) -> MailHistory:
    """Give the customer's mail, an empty one where none is read."""
    return inputs.mail or MailHistory()


def recent(inputs: ScoreInputs, policy: ScoringPolicy) -> Months:
    """Give the window's months, newest first."""
    first, last = month_key(window_start(inputs, policy)), month_key(inputs.as_of_date)
    return tuple(_between(inputs, first, last))


def earlier(inputs: ScoreInputs, policy: ScoringPolicy) -> Months:
    """Give the months that the window is compared with, newest first."""
    first = month_key(baseline_start(inputs, policy))
    end = month_key(window_start(inputs, policy))
    return tuple(m for m in _between(inputs, first, end) if m.month < end)


def _between(inputs: ScoreInputs, first: str, last: str) -> Iterable[MailMonth]:
    months = reversed(history(inputs).months)
    return (month for month in months if first <= month.month <= last)


def known_until(inputs: ScoreInputs) -> date:
    """Give the last day of which mail is known: later ones are not quiet."""
    return min(inputs.as_of_date, history(inputs).until_date or inputs.as_of_date)
