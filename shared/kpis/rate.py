"""A rate with its two sides, its reason when undefined, and its interval."""

from decimal import ROUND_HALF_UP, Decimal

from shared.domain.model import Model

NO_ELIGIBLE_BASE = "no_eligible_base"

# Two-sided 95 %. Below SMALL every rate carries its interval (K30).
Z = Decimal("1.959963985")
SMALL = 30
_PLACES = Decimal("0.000001")


class Interval(Model):
    """The bounds of a rate, 0 to 1, to six places."""

    low: Decimal
    high: Decimal


class Rate(Model):
    """A share of 1 to six places; None, with its reason, when it is undefined."""

    value: Decimal | None
    numerator: Decimal
    denominator: Decimal
    reason: str = ""
    interval: Interval | None = None


def rate(numerator: Decimal, denominator: Decimal) -> Rate:
    """Divide two unrounded sums and round once, half up (K06).

    Undefined without a base: never shown as 0 or 1.
    """
    known = denominator > 0
    return Rate(
        value=six_places(numerator / denominator) if known else None,
        numerator=numerator,
        denominator=denominator,
        reason="" if known else NO_ELIGIBLE_BASE,
    )


def counted_rate(kept: int, base: int) -> Rate:
    """Give a rate of counts, with its Wilson interval while the base is small (K30)."""
    plain = rate(Decimal(kept), Decimal(base))
    if not 0 < base < SMALL:
        return plain
    return plain.model_copy(update={"interval": wilson(kept, base)})


def wilson(kept: int, base: int) -> Interval:
    """Give the 95 % score interval of Wilson (1927); it stays within 0 and 1 (K30)."""
    n = Decimal(base)
    p = kept / n
    square = Z * Z
    centre = p + square / (2 * n)
    reach = Z * (p * (1 - p) / n + square / (4 * n * n)).sqrt()
    scale = 1 + square / n
    return Interval(
        low=six_places(max(Decimal(0), (centre - reach) / scale)),
        high=six_places(min(Decimal(1), (centre + reach) / scale)),
    )


def stands_out(now: Rate, before: Decimal) -> bool:
    """Tell whether a rate has moved by more than noise from an earlier value (K30)."""
    if now.value is None:
        return False
    if now.interval is None:
        return now.value != before
    return not now.interval.low <= before <= now.interval.high


def six_places(value: Decimal) -> Decimal:
    """Round a ratio half up to six places."""
    return value.quantize(_PLACES, ROUND_HALF_UP)
