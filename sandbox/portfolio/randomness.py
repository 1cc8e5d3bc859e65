"""Seeded random streams, one per purpose, and the draws the generator needs."""

import math
import random
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


def stream(seed: int, purpose: str) -> random.Random:
    """Return a stream of its own, so that one part never disturbs another."""
    return random.Random(f"{seed}:{purpose}")


def sigmoid(x: float) -> float:
    """Return the logistic function of x."""
    return 1 / (1 + math.exp(-x))


def poisson(dice: random.Random, mean: float) -> int:
    """Draw a Poisson number by Knuth's product; for small means."""
    limit, product, drawn = math.exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        drawn += 1
    return drawn


class Weighted(Generic[T]):
    """A choice by fixed weights, prepared once."""

    def __init__(self, choices: Sequence[tuple[T, float]]) -> None:
        self._values = [value for value, _ in choices]
        self._sums = list(accumulate(weight for _, weight in choices))

    def draw(self, dice: random.Random) -> T:
        return dice.choices(self._values, cum_weights=self._sums)[0]
