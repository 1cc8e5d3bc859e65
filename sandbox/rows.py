"""Rows as the sandbox keeps them: vendor-shaped dicts with one form of date.

Inside, an instant is a naive UTC text of variable fraction ("2026-10-05T09:12:44.3"),
so that texts sort and compare as the instants do. The vendor's mixed forms are put on
when a row leaves (`halopsa.rendering`). Keys that begin with "_" never leave.
"""

from datetime import UTC, date, datetime
from typing import Any

Row = dict[str, Any]


def stamp(at: datetime) -> str:
    """Return an instant in the sandbox's own form, to the millisecond."""
    text = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    return trimmed(text)


def trimmed(text: str) -> str:
    """Drop the zeros at the end of a fraction, so that equal instants are equal."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_stamp(day: date) -> str:
    """Return a calendar date as the vendor does, at midnight."""
    return f"{day.isoformat()}T00:00:00"


def moment(text: str) -> datetime:
    """Return the aware instant of a text in the sandbox's own form."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
