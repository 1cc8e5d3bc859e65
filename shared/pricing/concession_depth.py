"""Concession depth: of one renewal, and of a portfolio.

Improvement is downward: a target on depth is a cut of the first week's weighted depth,
like for like (K34).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from shared.domain.deal import Ratio
from shared.domain.errors import InvalidInput
from shared.domain.model import Model
from shared.domain.money import ZERO
from shared.pricing.ratio import ratio

NO_REFERENCE = "no_reference_price"
NO_RENEWALS = "no_renewals"
NOTHING_CONCEDED = "nothing_conceded"


class PricedRenewal(Model):
    """A renewal's monthly prices; `reference_mrr` is the entitled one, same scope."""

    id: str
    currency: str
    reference_mrr: Decimal
    agreed_mrr: Decimal

    @property
    def conceded_mrr(self) -> Decimal:
        """What was given away; a price above the reference hides no other's cut."""
        return max(ZERO, self.reference_mrr - self.agreed_mrr)


class PortfolioDepth(Model):
    """The headline `weighted` by value, and what stands beside it (K17)."""

    weighted: Ratio
    simple: Ratio
    frequency: Ratio
    book: Ratio
    conceded_mrr: Decimal


class ScopeChange(Model):
    """A lower price split into scope taken out and price conceded (K19)."""

    contraction_mrr: Decimal
    conceded_mrr: Decimal
    depth: Ratio


def depth(reference: Decimal, agreed: Decimal) -> Ratio:
    """Give (reference - agreed) / reference for the same scope (K17)."""
    return ratio(reference - agreed, reference, undefined=NO_REFERENCE)


def spread(prices: Sequence[Decimal]) -> Decimal:
    """Give the average price of a committed term's months, unrounded (K18).

    Free months and discounts for a time count in the months in which they fall.
    """
    return sum(prices, ZERO) / len(prices)


def scope_change(
    entitled: Decimal, agreed: Decimal, *, repriced: Decimal
) -> ScopeChange:
    """Tell contraction from concession (K19).

    `repriced` is the entitled price of the scope that stays: it is the reference.
    """
    return ScopeChange(
        contraction_mrr=entitled - repriced,
        conceded_mrr=repriced - agreed,
        depth=depth(repriced, agreed),
    )


def portfolio_depth(renewals: Iterable[PricedRenewal]) -> PortfolioDepth:
    """Weigh the depth of renewals by their value (K17).

    The headline and the simple mean are over conceded renewals, frequency and book
    depth over all with a reference price.

    Raises:
        InvalidInput: the renewals are in more than one currency.

    """
    listed = [one for one in renewals if one.reference_mrr > 0]
    _refuse_mixed(listed)
    cut = [one for one in listed if one.conceded_mrr > 0]
    conceded = sum((one.conceded_mrr for one in cut), ZERO)
    depths = [one.conceded_mrr / one.reference_mrr for one in cut]
    return PortfolioDepth(
        weighted=ratio(conceded, _reference(cut), undefined=NOTHING_CONCEDED),
        simple=ratio(sum(depths, ZERO), Decimal(len(cut)), undefined=NOTHING_CONCEDED),
        frequency=ratio(Decimal(len(cut)), Decimal(len(listed)), undefined=NO_RENEWALS),
        book=ratio(conceded, _reference(listed), undefined=NO_RENEWALS),
        conceded_mrr=conceded,
    )


def _reference(renewals: Iterable[PricedRenewal]) -> Decimal:
    return sum((one.reference_mrr for one in renewals), ZERO)


def _refuse_mixed(renewals: Iterable[PricedRenewal]) -> None:
    currencies = sorted({one.currency for one in renewals})
    if len(currencies) > 1:
        message = f"depth of renewals: {' and '.join(currencies)} don't add up"
        raise InvalidInput(message)
