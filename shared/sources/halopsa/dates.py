"""Dates as HaloPSA writes them, and what it writes where there is none."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

# Whatever lies before 2000 means "never": 0001, 1899-12-30, 1900 and 1901 are seen.
_FIRST_YEAR = 2000
# 2099-12-31 is how an open-ended contract ends; nothing real lies so far ahead.
_OPEN_ENDED_YEAR = 2099

_FORM = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<clock>\d\d:\d\d(?::\d\d)?)(?:\.(?P<fraction>\d{1,9}))?)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE | re.ASCII,
)


def instant(value: object) -> datetime | None:
    """Read an instant as aware UTC; None when there is none.

    Naive texts are UTC; fractions have up to seven digits. Raises ValueError.

    >>> instant("2022-09-30T08:23:56.4214387Z")
    datetime.datetime(2022, 9, 30, 8, 23, 56, 421438, tzinfo=datetime.timezone.utc)
    """
    parts = _parts(value)
    if parts is None:
        return None
    moment = datetime.fromisoformat(f"{parts['day']}T{parts['clock'] or '00:00'}")
    moment += timedelta(microseconds=int((parts["fraction"] or "0").ljust(6, "0")[:6]))
    return moment.replace(tzinfo=_zone(parts["zone"])).astimezone(UTC)


def calendar_date(value: object) -> date | None:
    """Read a calendar date: the day as written, whatever the hour and the zone.

    Contract terms are calendar dates that travel as midnights. Raises ValueError.
    """
    parts = _parts(value)
    return date.fromisoformat(str(parts["day"])) if parts else None


def _parts(value: object) -> dict[str, str | None] | None:
    if value is None or value == "":
        return None
    found = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        message = f"{str(value)[:40]!r} is not a date"
        raise ValueError(message)
    year = int(found["day"][:4])
    real = _FIRST_YEAR <= year < _OPEN_ENDED_YEAR
    return found.groupdict() if real else None


def _zone(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def filter_instant(moment: datetime) -> str:
    """Write an instant for a filter: UTC without a zone, or the filter is ignored."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
