"""Ratios as they are shown: six places, and None with a reason where undefined."""

from decimal import ROUND_HALF_UP, Decimal

from shared.domain.deal import Ratio

_PLACES = Decimal("0.000001")


def ratio(numerator: Decimal, denominator: Decimal, *, undefined: str) -> Ratio:
    """Divide two unrounded amounts and round once, half up.

    Without a denominator above zero it is None, for the reason given. Less than a
    millionth is what a division left over (nine times a ninth of an hour), not a base.
    """
    if denominator < _PLACES:
        return Ratio(value=None, reason=undefined)
    return Ratio(value=six_places(numerator / denominator))


def six_places(value: Decimal) -> Decimal:
    """Round a ratio half up to six places."""
    return value.quantize(_PLACES, ROUND_HALF_UP)
