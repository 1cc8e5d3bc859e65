"""How one ticket goes: answered when, solved when, opened again or not."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.portfolio.customers import Customer
from sandbox.portfolio.randomness import sigmoid
from sandbox.portfolio.tenant import FIX_HOURS, GOLD_SHARE, RESPONSE_HOURS

# Logits of a missed target at neutral health; strain is their change from perfect
# to no health.
FIX_MISSED, FIX_STRAIN = -2.4, 2.6
RESPONSE_MISSED, RESPONSE_STRAIN = -2.7, 2.2
HARDER = {1: 0.7, 2: 0.4, 3: 0.0, 4: -0.3}
MEDIUM = 0.78  # share of medium among those that are not urgent
MONTH_LUCK = 0.35
NEUTRAL_HEALTH = 0.65
REOPENED, REOPENED_STRAIN = 0.02, 0.09
# Tickets that wait for weeks for a part, a supplier or an answer.
PARKED, PARKED_STRAIN, PARKED_HOURS = 0.02, 0.07, 960.0


@dataclass(frozen=True)
class Lifecycle:
    """Instants of one ticket; those after the portfolio's day have not happened."""

    opened: datetime
    respond_by: datetime
    fix_by: datetime
    responded: datetime
    closed: datetime
    reopenings: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Targets:
    """What one ticket is held to, and the chances of missing it."""

    fix_hours: float
    response_hours: float
    fix_missed: float
    response_missed: float
    reopened: float
    parked: float


def priority(dice: random.Random, health: float) -> int:
    """Draw a priority; strained customers raise more urgent tickets."""
    strain = 1 - health
    drawn = dice.random()
    for number, share in ((1, 0.015 + 0.03 * strain), (2, 0.09 + 0.09 * strain)):
        if drawn < share:
            return number
        drawn -= share
    return 3 if dice.random() < MEDIUM else 4


def targets(
    customer: Customer, priority: int, *, health: float, month_luck: float
) -> Targets:
    """Return what the service level asks and how likely it is missed."""
    factor = GOLD_SHARE if customer.gold else 1.0
    strain = NEUTRAL_HEALTH - health
    luck = customer.luck + month_luck + HARDER[priority]
    return Targets(
        fix_hours=FIX_HOURS[priority] * factor,
        response_hours=RESPONSE_HOURS[priority] * factor,
        fix_missed=sigmoid(FIX_MISSED + FIX_STRAIN * strain + luck),
        response_missed=sigmoid(RESPONSE_MISSED + RESPONSE_STRAIN * strain + luck),
        reopened=REOPENED + REOPENED_STRAIN * (1 - health),
        parked=PARKED + PARKED_STRAIN * (1 - health),
    )


def lifecycle(dice: random.Random, opened: datetime, goal: Targets) -> Lifecycle:
    """Draw the instants of one ticket."""
    solving = _duration(dice, goal.fix_hours, goal.fix_missed)
    answering = _duration(dice, goal.response_hours, goal.response_missed)
    if dice.random() < goal.parked:
        solving += dice.expovariate(1 / PARKED_HOURS)
    closed = opened + timedelta(hours=solving)
    reopenings: tuple[tuple[datetime, datetime], ...] = ()
    if dice.random() < goal.reopened:
        again = closed + timedelta(hours=dice.expovariate(1 / 40))
        reopenings = ((closed, again),)
        solving_again = _duration(dice, goal.fix_hours, goal.fix_missed)
        closed = again + timedelta(hours=solving_again)
    return Lifecycle(
        opened=opened,
        respond_by=opened + timedelta(hours=goal.response_hours),
        fix_by=opened + timedelta(hours=goal.fix_hours),
        responded=opened + timedelta(hours=min(answering, solving)),
        closed=closed,
        reopenings=reopenings,
    )


def _duration(dice: random.Random, target: float, missed: float) -> float:
    """Draw hours within the target, or beyond it with a long tail."""
    if dice.random() < missed:
        return target * (1.02 + dice.expovariate(1 / 0.9))
    return float(target * (0.02 + 0.95 * dice.random() ** 2))
