"""How much of the uplift that was found and qualified became revenue (K24)."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from shared.domain.model import Model
from shared.domain.money import ZERO
from shared.kpis.rate import Rate, counted_rate, rate

WINDOW_DAYS = 90


class Fate(StrEnum):
    """What became of an opportunity."""

    REJECTED = "rejected"  # a false positive
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    EXPIRED = "expired"


class Chance(Model):
    """One identified opportunity; amounts are MRR, `won_mrr` as realised."""

    id: str
    fate: Fate
    qualified_date: date | None = None
    estimated_mrr: Decimal = ZERO
    won_mrr: Decimal = ZERO


class UpliftConversion(Model):
    """Conversion of mature qualified opportunities, and how good the signals were.

    `estimate_accuracy` is realised over estimated MRR of those won.
    """

    conversion: Rate
    conversion_by_value: Rate
    signal_precision: Rate
    estimate_accuracy: Rate
    immature_ids: tuple[str, ...]


def uplift_conversion(
    chances: Iterable[Chance], *, as_of: date, window_days: int = WINDOW_DAYS
) -> UpliftConversion:
    """Give won / (won + lost + expired past the window) (K24).

    A false positive counts in precision alone. What is open is in neither side until
    its window is over; from then on letting it lie is losing it.
    """
    listed = list(chances)
    real = [one for one in listed if one.fate is not Fate.REJECTED]
    qualified = [one for one in real if one.qualified_date is not None]
    window = timedelta(days=window_days)
    mature = [one for one in qualified if _is_mature(one, as_of, window)]
    won = [one for one in mature if one.fate is Fate.WON]
    realised = sum((one.won_mrr for one in won), ZERO)
    base = sum((one.estimated_mrr for one in mature), ZERO)
    estimated = sum((one.estimated_mrr for one in won), ZERO)
    ids = {one.id for one in mature}
    return UpliftConversion(
        conversion=counted_rate(len(won), len(mature)),
        conversion_by_value=rate(realised, base),
        signal_precision=counted_rate(len(qualified), len(listed)),
        estimate_accuracy=rate(realised, estimated),
        immature_ids=tuple(one.id for one in qualified if one.id not in ids),
    )


def _is_mature(one: Chance, as_of: date, window: timedelta) -> bool:
    if one.fate in {Fate.WON, Fate.LOST}:
        return True
    return one.qualified_date is not None and one.qualified_date + window <= as_of
