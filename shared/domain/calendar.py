"""Calendar arithmetic: months clamp to the month's end, business days, month keys."""

import re
from calendar import monthrange
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from shared.domain.errors import InvalidInput
from shared.domain.model import Model

_SATURDAY = 5
_NOTICE = re.compile(r"^\s*(\d{1,4})\s*(d|days?|m|months?)?\s*$", re.IGNORECASE)


class NoticePeriod(Model):
    """How long before the end notice must be given; months are calendar months."""

    days: int = 0
    months: int = 0

    @classmethod
    def parse(cls, text: str) -> "NoticePeriod":
        """Read `90`, `90 days` or `3 months`.

        >>> NoticePeriod.parse("3 months").months
        3
        """
        found = _NOTICE.match(text)
        if found is None:
            message = f"notice period {text!r} is not like '90 days' or '3 months'"
            raise InvalidInput(message)
        count, unit = int(found[1]), (found[2] or "d").lower()
        return cls(months=count) if unit.startswith("m") else cls(days=count)

    def last_day(self, end_date: date) -> date:
        """Give the last day on which notice can be given (K14).

        The end date is the last day of service; no business-day shift.
        """
        return add_months(end_date, -self.months) - timedelta(days=self.days)

    def __str__(self) -> str:
        return f"{self.months} months" if self.months else f"{self.days} days"


def add_months(day: date, months: int) -> date:
    """Move by calendar months, clamped to the month's end.

    >>> add_months(date(2027, 5, 31), -3)
    datetime.date(2027, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_key(day: date) -> str:
    """Give the sortable key of a day's month, `2026-11`."""
    return f"{day.year:04d}-{day.month:02d}"


def month_start(key: str) -> date:
    """Give the first day of a month from its key."""
    return date.fromisoformat(f"{key}-01")


def month_keys(first: date, last: date) -> Iterator[str]:
    """List the keys of all months from `first` to `last`, both included."""
    day = first.replace(day=1)
    while day <= last:
        yield month_key(day)
        day = add_months(day, 1)


def is_business_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Tell whether the MSP works that day."""
    return day.weekday() < _SATURDAY and day not in holidays


def business_day_on_or_before(day: date, holidays: AbstractSet[date]) -> date:
    """Move a due date back to the MSP's last business day."""
    while not is_business_day(day, holidays):
        day -= timedelta(days=1)
    return day


def add_business_days(day: date, count: int, holidays: AbstractSet[date]) -> date:
    """Move forward by a number of the MSP's business days."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day, holidays)
    return day
