"""Exact percentiles of whole numbers, rounded once."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def percentile(ordered: Sequence[int], share: Fraction, *, unit: int = 1) -> int:
    """Give a percentile of ascending numbers, in multiples of `unit`, half up.

    Linear interpolation between the two nearest ranks, as numpy's default does
    (Hyndman and Fan 1996, type 7): rank = share x (n - 1). Exact, without floats.

    >>> percentile([60, 120, 200, 600], Fraction(1, 2), unit=60)
    3
    """
    rank = share * (len(ordered) - 1)
    low = floor(rank)
    high = min(low + 1, len(ordered) - 1)
    value = ordered[low] + (ordered[high] - ordered[low]) * (rank - low)
    return floor(value / unit + Fraction(1, 2))
