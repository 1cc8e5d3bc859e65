"""When customers call: by size, season, weekday, hour, and health."""

import math
import random
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import NamedTuple

from sandbox.portfolio.customers import Customer
from sandbox.portfolio.health import HISTORY_MONTHS

HISTORY_DAYS = 730
MONTH_DAYS = HISTORY_DAYS / HISTORY_MONTHS
SEASON = (1.1, 1.0, 1.03, 0.97, 1.0, 1.0, 0.93, 0.84, 1.14, 1.06, 1.03, 0.82)
WEEK = (1.25, 1.1, 1.05, 1.0, 0.9, 0.12, 0.08)  # Monday first
NIGHT = (*range(7), *range(20, 24))
BUSY = (9, 10, 11, 14)
HOURS = tuple(
    0.15 if hour in NIGHT else 1.6 if hour in BUSY else 1.0 for hour in range(24)
)
NEUTRAL_HEALTH = 0.65
STRAIN = 1.1  # log change of volume from perfect to no health
SIZE_POWER = 0.9  # large customers call a little less per seat
MONTHLY_NOISE = 0.16


class Arrival(NamedTuple):
    """One ticket to be; a tuple, because half a million of them are sorted."""

    at: datetime
    customer: int  # place in the list of customers
    month: int


def expected_share(customers: list[Customer]) -> list[float]:
    """Return each customer's share of all tickets at neutral health."""
    sizes = [_size(customer) for customer in customers]
    total = sum(sizes)
    return [size / total for size in sizes]


def arrivals(
    dice: random.Random, customers: list[Customer], *, tickets: int, as_of: date
) -> list[Arrival]:
    """Return exactly so many arrivals, in order of time."""
    start = as_of - timedelta(days=HISTORY_DAYS)
    cells = [(n, m) for n in range(len(customers)) for m in range(HISTORY_MONTHS)]
    weights = accumulate(_weight(dice, customers[n], m, start) for n, m in cells)
    chosen = dice.choices(cells, cum_weights=list(weights), k=tickets)
    days = [_days(start, month) for month in range(HISTORY_MONTHS)]
    hours = list(accumulate(HOURS))
    return sorted(
        Arrival(_moment(dice, days[month], hours), customer, month)
        for customer, month in chosen
    )


def _size(customer: Customer) -> float:
    return customer.demand * float(customer.seats**SIZE_POWER)


def _weight(dice: random.Random, customer: Customer, month: int, start: date) -> float:
    middle = start + timedelta(days=(month + 0.5) * MONTH_DAYS)
    if middle < customer.since:
        return 0.0
    strain = STRAIN * (NEUTRAL_HEALTH - customer.health.health(month))
    noise = dice.gauss(0, MONTHLY_NOISE)
    return _size(customer) * SEASON[middle.month - 1] * math.exp(strain + noise)


def _days(start: date, month: int) -> tuple[list[date], list[float]]:
    first = math.ceil(month * MONTH_DAYS)
    last = math.ceil((month + 1) * MONTH_DAYS)
    days = [start + timedelta(days=n) for n in range(first, last)]
    return days, list(accumulate(WEEK[day.weekday()] for day in days))


def _moment(
    dice: random.Random, days: tuple[list[date], list[float]], hours: list[float]
) -> datetime:
    day = dice.choices(days[0], cum_weights=days[1])[0]
    hour = dice.choices(range(24), cum_weights=hours)[0]
    clock = time(hour, int(dice.random() * 60), int(dice.random() * 60))
    return datetime.combine(day, clock)
