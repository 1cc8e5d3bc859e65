"""What becomes of a contract at its renewal, and how well that could be known.

logit p = INTERCEPT + SLOPE * latent at renewal + hidden, where `hidden` is a budget
cut or an acquisition that leaves no trace in the data. `p_renew` is the probability
the outcome is drawn with: no score can rank better than it. `p_renew_from_health_now`
is the same without the hidden factor and with the health of today, carried forward:
what someone who saw the health perfectly, but not the future, would say.
"""

import math
import random
from dataclasses import dataclass

from sandbox.portfolio.health import (
    HISTORY_MONTHS,
    NOISE,
    REVERSION,
    SHOCK,
    SHOCK_RATE,
    Trajectory,
)
from sandbox.portfolio.randomness import sigmoid

INTERCEPT, SLOPE = 1.7, 1.6
HIDDEN = (("acquired", 0.04, -3.0), ("budget cut", 0.06, -2.0))
SHRINK_SLOPE = 0.30  # share of the frail renewals that come back smaller


@dataclass(frozen=True)
class Outcome:
    """The truth about one renewal."""

    result: str  # "renewed", "shrunk", "churned"
    p_renew: float
    p_renew_from_health_now: float
    health: float
    health_at_renewal: float
    hidden_factor: str


def outcome(dice: random.Random, health: Trajectory, months_ahead: int) -> Outcome:
    """Draw the outcome of a renewal so many months from today."""
    hidden_factor, effect = _hidden(dice)
    latent = health.latent(HISTORY_MONTHS + months_ahead)
    p = sigmoid(INTERCEPT + SLOPE * latent + effect)
    return Outcome(
        result=_result(dice, p, sigmoid(latent)),
        p_renew=round(p, 6),
        p_renew_from_health_now=round(_foreseen(health, months_ahead), 6),
        health=round(sigmoid(health.now), 6),
        health_at_renewal=round(sigmoid(latent), 6),
        hidden_factor=hidden_factor,
    )


def _hidden(dice: random.Random) -> tuple[str, float]:
    drawn = dice.random()
    for name, probability, effect in HIDDEN:
        if drawn < probability:
            return name, effect
        drawn -= probability
    return "", 0.0


def _result(dice: random.Random, p: float, health: float) -> str:
    if dice.random() >= p:
        return "churned"
    return "shrunk" if dice.random() < SHRINK_SLOPE * (1 - health) else "renewed"


def _foreseen(health: Trajectory, months_ahead: int) -> float:
    """Return the mean of p over the future, by the probit approximation."""
    months = max(0, months_ahead)
    decay = (1 - REVERSION) ** months
    drift = SHOCK_RATE * SHOCK / REVERSION * (1 - decay)
    mean = health.mean + (health.now - health.mean) * decay + drift
    step = NOISE**2 + SHOCK_RATE * SHOCK**2
    variance = step * (1 - decay**2) / (1 - (1 - REVERSION) ** 2)
    scale = math.sqrt(1 + math.pi * SLOPE**2 * variance / 8)
    return sigmoid((INTERCEPT + SLOPE * mean) / scale)
