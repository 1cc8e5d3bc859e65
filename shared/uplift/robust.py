"""Statistics that a few odd months do not move."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

_HALF = Decimal("0.5")
_SURE = Decimal("1.645")  # one-sided 95 % of a normal


def quantile(values: Sequence[Decimal], share: Decimal) -> Decimal:
    """Give a quantile, linear between neighbours (Hyndman and Fan's type 7).

    >>> quantile([Decimal(1), Decimal(3)], Decimal("0.5"))
    Decimal('2.0')
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def median(values: Sequence[Decimal]) -> Decimal:
    """Give the middle value."""
    return quantile(values, _HALF)


def mean(values: Sequence[Decimal]) -> Decimal:
    """Give the mean."""
    return sum(values, Decimal(0)) / len(values)


def lower_half_mean(values: Sequence[Decimal]) -> Decimal:
    """Give the mean of the smaller half, the middle one of an odd number included."""
    return mean(sorted(values)[: (len(values) + 1) // 2])


def slope(values: Sequence[Decimal]) -> Decimal:
    """Give the change a step as the median of all pairs' (Theil 1950, Sen 1968)."""
    pairs = combinations(enumerate(values), 2)
    rises = [
        (later - early) / (there - here) for (here, early), (there, later) in pairs
    ]
    return median(rises) if rises else Decimal(0)


def surely_falls(values: Sequence[Decimal]) -> bool:
    """Tell whether chance alone hardly gives such a fall (Mann 1945, Kendall 1975).

    >>> surely_falls([Decimal(n) for n in (6, 5, 4, 3, 1, 2)])
    True
    >>> surely_falls([Decimal(n) for n in (6, 3, 5, 4, 1, 2)])
    False
    """
    pairs = combinations(values, 2)
    balance = sum((later > early) - (later < early) for early, later in pairs)
    count = len(values)
    variance = Decimal(count * (count - 1) * (2 * count + 5)) / 18
    return -balance - 1 > _SURE * variance.sqrt()
