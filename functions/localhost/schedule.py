"""NCRONTAB schedules in UTC, as the timer trigger reads them.

NCrontab and croniter agree on a subset; what they read differently is refused
(7 as Sunday, descending ranges, L # ? H @daily), so a schedule that fires here
fires at the same times in Azure. https://github.com/atifaziz/NCrontab
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from functions.localhost.problems import HostError

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAYS = (
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
)
_ITEM = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d+))?")


@dataclass(frozen=True)
class Field:
    """The values one position of the expression may take."""

    name: str
    low: int
    high: int
    words: Sequence[str] = ()

    def normalised(self, text: str) -> str:
        """Return the field in digits, or say what is wrong with it."""
        return ",".join(self._item(item) for item in text.split(","))

    def _item(self, item: str) -> str:
        found = _ITEM.fullmatch(item)
        if not found:
            raise HostError(f"{item!r} is not a valid {self.name}")
        first, last, step = found.groups()
        if step is not None and int(step) == 0:
            raise HostError(f"the step of {item!r} must be at least 1")
        if first is None:
            return item
        low = self._value(first)
        high = self._value(last) if last is not None else None
        if high is not None and high < low:
            raise HostError(f"the range {item!r} of {self.name} descends")
        span = f"{low}" if high is None else f"{low}-{high}"
        return f"{span}/{step}" if step else span

    def _value(self, text: str) -> int:
        number = int(text) if text.isdecimal() else self._word(text.lower())
        if number is None or not self.low <= number <= self.high:
            raise HostError(
                f"{text!r} is not a {self.name} between {self.low} and {self.high}"
            )
        return number

    def _word(self, text: str) -> int | None:
        for number, word in enumerate(self.words, start=self.low):
            if text in {word, word[:3]}:
                return number
        return None


_FIELDS = (
    Field("second", 0, 59),
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day", 1, 31),
    Field("month", 1, 12, _MONTHS),
    Field("day of week", 0, 6, _DAYS),
)


@dataclass(frozen=True)
class Schedule:
    """A checked expression; croniter does the arithmetic."""

    expression: str

    def next_after(self, moment: datetime) -> datetime:
        """Return the first occurrence later than moment, in UTC."""
        from croniter import croniter  # a development dependency

        # NCrontab wants both day and day of week to match, unlike Vixie cron.
        ticks = croniter(
            self.expression,
            moment.astimezone(UTC),
            second_at_beginning=True,
            day_or=False,
        )
        found: datetime = ticks.get_next(datetime)
        return found.astimezone(UTC)

    def is_frequent(self, moment: datetime) -> bool:
        """Tell whether it fires more than once a minute; such timers keep no state."""
        first = self.next_after(moment)
        return self.next_after(first) - first < timedelta(minutes=1)


def parse_schedule(text: str) -> Schedule:
    """Check an expression of six fields, or five with the second at 0."""
    parts = text.split()
    if len(parts) == len(_FIELDS) - 1:
        parts.insert(0, "0")
    if len(parts) != len(_FIELDS):
        raise HostError(f"{text!r} has {len(parts)} fields; NCRONTAB has six (or five)")
    try:
        digits = [
            kind.normalised(part) for kind, part in zip(_FIELDS, parts, strict=True)
        ]
    except HostError as error:
        raise HostError(f"{text!r}: {error}") from error
    schedule = Schedule(" ".join(digits))
    _require_occurrence(schedule, text)
    return schedule


def _require_occurrence(schedule: Schedule, text: str) -> None:
    try:
        schedule.next_after(datetime(2000, 1, 1, tzinfo=UTC))
    except ValueError as error:  # CroniterBadDateError: 30 February and the like.
        raise HostError(f"{text!r} never fires") from error
