"""The dates a renewal hangs on (K14, K15): term end, last notice day, decision date."""

from datetime import date, timedelta

from shared.domain.calendar import add_months
from shared.domain.contract import RenewalMode, Terms
from shared.domain.errors import InvalidInput

_YEAR = 12


def term_end(terms: Terms, on: date) -> date | None:
    """Give the last day of the term that is running on a date.

    An evergreen contract's term ends the day before its next anniversary. A contract
    that renews itself rolls on by its own length once its end has passed. None where
    nothing ever falls due.
    """
    if terms.renewal_mode is RenewalMode.EVERGREEN:
        return _anniversary_eve(terms, on)
    if terms.end_date is None or terms.renewal_mode is RenewalMode.NONE:
        return None
    if terms.renewal_mode is RenewalMode.AUTO and terms.end_date < on:
        return _rolled(terms, terms.end_date, on)
    return terms.end_date


def last_notice_day(terms: Terms, end: date) -> date | None:
    """Give the last day to give notice, None without a notice period (K14)."""
    return terms.notice_period.last_day(end) if terms.notice_period else None


def decision_date(terms: Terms, end: date) -> date:
    """Give the day on which a decision is really due (K15).

    Only a contract that goes on by itself has to be decided before its notice day.
    """
    if terms.renewal_mode not in {RenewalMode.AUTO, RenewalMode.EVERGREEN}:
        return end
    notice = last_notice_day(terms, end)
    return min(end, notice) if notice else end


def _anniversary_eve(terms: Terms, on: date) -> date:
    if terms.start_date is None:
        message = f"contract {terms.contract_id}: evergreen without a start date"
        raise InvalidInput(message)
    years = max(1, on.year - terms.start_date.year)
    eve = add_months(terms.start_date, _YEAR * years) - timedelta(days=1)
    if eve < on:
        eve = add_months(terms.start_date, _YEAR * (years + 1)) - timedelta(days=1)
    return eve


def _rolled(terms: Terms, end: date, on: date) -> date:
    months = term_months(terms, end)
    rolls = 0
    rolled = end
    while rolled < on:
        rolls += 1
        # From the first end each time, so that a clamped month never drifts.
        rolled = _end_after(end, months * rolls)
    return rolled


def _end_after(end: date, months: int) -> date:
    return add_months(end + timedelta(days=1), months) - timedelta(days=1)


def term_months(terms: Terms, end: date) -> int:
    """Give the length of a contract's term in months, a year where it isn't known."""
    if terms.start_date is None or terms.start_date >= end:
        return _YEAR
    after = end + timedelta(days=1)
    months = (after.year - terms.start_date.year) * 12
    months += after.month - terms.start_date.month
    return max(1, months)
