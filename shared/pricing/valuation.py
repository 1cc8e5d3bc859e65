"""An offer weighed against doing nothing: depth, margin, break-even, value."""

from decimal import Decimal

from shared.domain.deal import (
    Alternative,
    AlternativeKind,
    DealInputs,
    MarginImpact,
    MoneyRange,
    RenewalEstimate,
)
from shared.domain.money import to_minor
from shared.pricing.agreed_price import Offer
from shared.pricing.concession_depth import scope_change
from shared.pricing.expected_value import (
    at_stake,
    beats_break_even,
    break_even,
    money_range,
)
from shared.pricing.margin import Side, margin_impact, monthly_cost
from shared.pricing.present_value import present_value
from shared.pricing.renewal_estimate import without_offer

_YEAR = 12


def standing_offer(inputs: DealInputs) -> Offer:
    """Give what stands without a concession: the entitled price on the usual term."""
    price = inputs.entitled_mrr
    return Offer(
        reference=price, prices=(price,) * inputs.renewal_months, price_after=price
    )


def weigh(
    kind: AlternativeKind,
    offer: Offer,
    estimate: RenewalEstimate,
    *,
    inputs: DealInputs,
    months: int,
) -> Alternative:
    """Weigh an offer against doing nothing; present values are over `months`.

    It is viable if the lower bound of its probability beats the break-even (K21) and,
    over more than a year, the present value of doing nothing too (K23).
    """
    standing, p0 = standing_offer(inputs), without_offer(inputs).p
    currency = inputs.currency
    m0, m1 = margin_at_stake(standing, inputs), margin_at_stake(offer, inputs)
    nothing, worth = _worth(standing, inputs, months), _worth(offer, inputs, months)
    gain = _gain(kind, estimate, worth=worth, less=p0 * nothing, currency=currency)
    pays = beats_break_even(estimate.low, p0, margin=m0, margin_offer=m1)
    scope = scope_change(
        offer.reference, offer.agreed, repriced=offer.reference - offer.contraction
    )
    return Alternative(
        kind=kind,
        term_months=offer.months,
        reference_mrr_minor=to_minor(offer.reference - offer.contraction, currency),
        agreed_mrr_minor=to_minor(offer.agreed, currency),
        contraction_mrr_minor=to_minor(offer.contraction, currency),
        depth=scope.depth,
        margin=_margin(offer, inputs),
        estimate=estimate,
        break_even=break_even(p0, margin=m0, margin_offer=m1),
        expected_year=money_range(estimate, worth=_YEAR * m1, currency=currency),
        incremental_year=_gain(
            kind, estimate, worth=_YEAR * m1, less=p0 * _YEAR * m0, currency=currency
        ),
        present_value=money_range(estimate, worth=worth, currency=currency),
        incremental_present_value=gain,
        viable=pays and (months <= _YEAR or gain.low_minor > 0),
    )


def margin_at_stake(offer: Offer, inputs: DealInputs) -> Decimal:
    """Give the month's margin that is there only if the customer renews (K22)."""
    return _at_stake(offer, offer.agreed, inputs)


def cost_of(inputs: DealInputs) -> Decimal:
    """Give the month's cost of the contract as it stands (K20)."""
    return monthly_cost(
        hours=inputs.hours,
        loaded_hourly_rate=inputs.loaded_hourly_rate,
        licences=inputs.licences,
    )


def _gain(
    kind: AlternativeKind,
    estimate: RenewalEstimate,
    *,
    worth: Decimal,
    less: Decimal,
    currency: str,
) -> MoneyRange:
    # Doing nothing is no gamble against itself, however uncertain its probability.
    if kind is AlternativeKind.DO_NOTHING:
        return MoneyRange(low_minor=0, mid_minor=0, high_minor=0)
    return money_range(estimate, worth=worth, less=less, currency=currency)


def _at_stake(offer: Offer, price: Decimal, inputs: DealInputs) -> Decimal:
    # What an offer adds or takes away in cost happens only with the renewal.
    own = offer.added_cost - offer.saved_cost + offer.own_cost
    stake = at_stake(price, cost_of(inputs), avoidable_share=inputs.avoidable_share)
    return stake - own


def _worth(offer: Offer, inputs: DealInputs, months: int) -> Decimal:
    after = (offer.price_after,) * (months - offer.months)
    return present_value(
        [_at_stake(offer, price, inputs) for price in (*offer.prices, *after)],
        committed_months=offer.months,
        annual_survival=inputs.annual_survival,
        discount_rate=inputs.discount_rate,
    )


def _margin(offer: Offer, inputs: DealInputs) -> MarginImpact:
    cost = cost_of(inputs) + offer.added_cost
    return margin_impact(
        Side(price=offer.reference, cost=cost),
        Side(price=offer.agreed, cost=cost - offer.saved_cost + offer.own_cost),
        currency=inputs.currency,
    )
