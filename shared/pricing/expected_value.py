"""Expected retention value of an offer, and the probability it needs to pay."""

from decimal import Decimal

from shared.domain.deal import MoneyRange, Ratio, RenewalEstimate
from shared.domain.money import ZERO, to_minor
from shared.pricing.ratio import ratio

NO_MARGIN_WITH_OFFER = "no_margin_with_offer"
MORE_THAN_CERTAIN = "more_than_certain"


def at_stake(price: Decimal, cost: Decimal, *, avoidable_share: Decimal) -> Decimal:
    """Give the margin that hangs on the renewal: only avoidable cost goes too (K22)."""
    return price - avoidable_share * cost


def break_even(p0: Decimal, *, margin: Decimal, margin_offer: Decimal) -> Ratio:
    """Give the probability at which the offer pays: p0 x M0 / M1 (K21).

    Undefined where the offer leaves no margin, or needs more than certainty.
    """
    if p0 * margin > margin_offer > 0:
        return Ratio(value=None, reason=MORE_THAN_CERTAIN)
    return ratio(p0 * margin, margin_offer, undefined=NO_MARGIN_WITH_OFFER)


def beats_break_even(
    p1_low: Decimal, p0: Decimal, *, margin: Decimal, margin_offer: Decimal
) -> bool:
    """Tell whether the lower bound of p1 is above the unrounded break-even (K21)."""
    return margin_offer > 0 and p1_low * margin_offer > p0 * margin


def money_range(
    estimate: RenewalEstimate, *, worth: Decimal, currency: str, less: Decimal = ZERO
) -> MoneyRange:
    """Give p x `worth` - `less` at the estimate and at its bounds, lowest first (K21).

    A worth below zero falls as the probability rises.
    """
    bounds = (estimate.low, estimate.p, estimate.high)
    low, mid, high = sorted(to_minor(p * worth - less, currency) for p in bounds)
    return MoneyRange(low_minor=low, mid_minor=mid, high_minor=high)
