"""What every driver's `measure` gives back."""

from decimal import ROUND_HALF_UP, Decimal

from shared.domain.model import Model

_PLACES = Decimal("0.0001")


class Measure(Model):
    """One driver's value in `unit`, from `n` records; None when the input is missing.

    A missing value is never replaced by a neutral one: `note` says what was missing.
    """

    value: Decimal | None
    unit: str
    n: int = 0
    evidence: tuple[str, ...] = ()
    note: str = ""


def ratio(numerator: Decimal | int, denominator: Decimal | int) -> Decimal:
    """Divide and round half up to four places."""
    value = Decimal(numerator) / Decimal(denominator)
    return value.quantize(_PLACES, ROUND_HALF_UP)
