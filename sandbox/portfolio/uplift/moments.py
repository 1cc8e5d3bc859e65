"""When a customer calls: by the clock on its own wall, written as UTC."""

import random
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5
_HOUR = 3600
DAY, OPENING, NIGHT = "day", "opening", "night"


def moment(dice: random.Random, first: date, zone: str, kind: str) -> datetime:
    """Draw a moment of a month: in the working day, just at eight, or at night."""
    days = [
        first.replace(day=number)
        for number in range(1, monthrange(first.year, first.month)[1] + 1)
    ]
    working = [day for day in days if day.weekday() < _SATURDAY]
    if kind == NIGHT:
        return _night(dice, days, zone)
    span = _HOUR * 3 // 4 if kind == OPENING else 9 * _HOUR
    return at(dice.choice(working), 8 * _HOUR + dice.randrange(span), zone)


def at(day: date, second: int, zone: str) -> datetime:
    """Give a time of day at a place, in UTC and without saying so."""
    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(zone))
    # Adding to a local time moves the clock on the wall, which is what is meant.
    local = midnight + timedelta(seconds=second)
    return local.astimezone(UTC).replace(tzinfo=None)


def _night(dice: random.Random, days: list[date], zone: str) -> datetime:
    day = dice.choice(days)
    if day.weekday() >= _SATURDAY:
        return at(day, dice.randrange(9 * _HOUR, 16 * _HOUR), zone)
    return at(day, dice.randrange(19 * _HOUR, 22 * _HOUR), zone)
