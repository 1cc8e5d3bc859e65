"""How well a value ranks losses before the rest, and how sure that is."""

from math import sqrt
from typing import NamedTuple

Z = 1.959963985


class Auc(NamedTuple):
    """The share of pairs ranked right, with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self):
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def auc(pairs):
    """Rank (value, lost) pairs: the lost ones should have the lower values.

    Standard error by Hanley and McNeil (1982), from the AUC and the two counts.
    """
    lost = [value for value, was_lost in pairs if was_lost]
    kept = [value for value, was_lost in pairs if not was_lost]
    won = sum((a < b) + (a == b) / 2 for a in lost for b in kept)
    value = won / (len(lost) * len(kept))
    first, second = value / (2 - value), 2 * value**2 / (1 + value)
    variance = value * (1 - value)
    variance += (len(lost) - 1) * (first - value**2)
    variance += (len(kept) - 1) * (second - value**2)
    error = sqrt(variance / (len(lost) * len(kept)))
    return Auc(value, max(0.0, value - Z * error), min(1.0, value + Z * error))
