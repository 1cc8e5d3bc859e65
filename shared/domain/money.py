"""Money: Decimal in code, integer minor units in storage, rounded once, half up."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)

# ISO 4217 exponents that are not 2, for the currencies an MSP may bill in.
_EXPONENTS = {"JPY": 0, "KRW": 0, "ISK": 0, "CLP": 0, "KWD": 3, "BHD": 3, "OMR": 3}


def exponent(currency: str) -> int:
    """Give the number of decimal places of the currency's minor unit."""
    return _EXPONENTS.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round an amount to the currency's minor unit, half up."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_UP)


def to_minor(amount: Decimal, currency: str) -> int:
    """Convert an amount to minor units, rounding half up.

    >>> to_minor(Decimal("12.345"), "GBP")
    1235
    """
    return int(rounded(amount, currency).scaleb(exponent(currency)))


def from_minor(minor: int, currency: str) -> Decimal:
    """Convert minor units back to an amount."""
    return Decimal(minor).scaleb(-exponent(currency))
