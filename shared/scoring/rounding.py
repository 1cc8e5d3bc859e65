"""Rounding so that parts add up: largest remainder, in integers."""

from collections.abc import Sequence


def half_up(value: int, unit: int) -> int:
    """Divide a number that is not negative, rounding half up.

    >>> half_up(5, 2)
    3
    """
    return (2 * value + unit) // (2 * unit)


def rounded_together(parts: Sequence[int], unit: int) -> list[int]:
    """Divide each part by `unit` so that the results add up to the rounded sum.

    Largest remainder (Hamilton); equal remainders in the order given. A part that is
    a whole number of units is never changed.

    >>> rounded_together([15, 15, 10], 10)
    [2, 1, 1]
    """
    floors = [part // unit for part in parts]
    missing = half_up(sum(parts), unit) - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(parts[i] % unit), i))
    for index in by_remainder[:missing]:
        floors[index] += 1
    return floors


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total by weights; the parts add up to it exactly.

    >>> split(100, [1, 1, 1])
    [34, 33, 33]
    """
    return rounded_together([total * one for one in weights], sum(weights))
