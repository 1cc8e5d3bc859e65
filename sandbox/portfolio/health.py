"""The hidden health of a customer: a slowly moving latent with shocks.

The latent lives on the logit scale, x in (-inf, inf), health = sigmoid(x) in (0, 1).
Each month x moves a little towards the customer's own mean, with noise; at times a
shock (a botched migration, a sponsor who leaves) throws it down.
"""

import random
from dataclasses import dataclass

from sandbox.portfolio.randomness import sigmoid

HISTORY_MONTHS = 24
FUTURE_MONTHS = 20
MEAN, SPREAD = 0.9, 1.25  # of the customers' own means
REVERSION = 0.06  # per month
NOISE = 0.20
SHOCK_RATE, SHOCK = 0.025, -1.1


@dataclass(frozen=True)
class Trajectory:
    """Monthly latents; index HISTORY_MONTHS is today."""

    latents: tuple[float, ...]
    mean: float

    def latent(self, month: int) -> float:
        return self.latents[max(0, min(month, len(self.latents) - 1))]

    def health(self, month: int) -> float:
        return sigmoid(self.latent(month))

    @property
    def now(self) -> float:
        return self.latents[HISTORY_MONTHS]


def trajectory(dice: random.Random) -> Trajectory:
    """Draw one customer's health over the history and the future."""
    mean = dice.gauss(MEAN, SPREAD)
    x = mean + dice.gauss(0, 0.5)
    latents = [x]
    for _ in range(HISTORY_MONTHS + FUTURE_MONTHS):
        x += REVERSION * (mean - x) + dice.gauss(0, NOISE)
        if dice.random() < SHOCK_RATE:
            x += SHOCK
        latents.append(x)
    return Trajectory(tuple(latents), mean)
