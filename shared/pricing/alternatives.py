"""The ways to answer a request, side by side, and the cheapest that pays."""

from collections.abc import Iterable

from shared.domain.concession import ConcessionTerms
from shared.domain.deal import (
    Alternative,
    AlternativeKind,
    DealInputs,
    Precedent,
    RenewalEstimate,
)
from shared.domain.money import ZERO
from shared.pricing.agreed_price import Offer, agreed_price
from shared.pricing.concession_depth import depth
from shared.pricing.renewal_estimate import similar, with_offer, without_offer
from shared.pricing.valuation import cost_of, standing_offer, weigh

_LONGER = 12


def side_by_side(terms: ConcessionTerms, inputs: DealInputs) -> tuple[Alternative, ...]:
    """Weigh doing nothing, the ask, half of it, a longer term and a scope swap.

    Raises:
        InvalidInput: the terms give more than the term has.

    """
    longer = terms.model_copy(update={"term_months": terms.term_months + _LONGER})
    ask, standing = offer_of(terms, inputs), standing_offer(inputs)
    smaller, lengthened = _smaller(ask, standing), offer_of(longer, inputs)
    swap = _scope_swap(ask, inputs)

    def like(offer: Offer) -> RenewalEstimate:
        return with_offer(inputs, precedents_of(terms, inputs, offer))

    answers = (
        (AlternativeKind.DO_NOTHING, standing, without_offer(inputs)),
        (AlternativeKind.ASK, ask, like(ask)),
        (AlternativeKind.SMALLER, smaller, like(smaller)),
        (AlternativeKind.LONGER_TERM, lengthened, like(lengthened)),
        (AlternativeKind.SCOPE_SWAP, swap, _of_a_swap(inputs)),
    )
    return tuple(
        weigh(
            kind,
            offer,
            estimate,
            inputs=inputs,
            months=max(offer.months, ask.months, inputs.renewal_months),
        )
        for kind, offer, estimate in answers
    )


def offer_of(terms: ConcessionTerms, inputs: DealInputs) -> Offer:
    """Price the terms with the inputs' rates."""
    return agreed_price(
        terms,
        loaded_hourly_rate=inputs.loaded_hourly_rate,
        discount_rate=inputs.discount_rate,
    )


def precedents_of(
    terms: ConcessionTerms, inputs: DealInputs, offer: Offer
) -> tuple[Precedent, ...]:
    """List the inputs' precedents that are like an offer; none without a depth."""
    found = depth(offer.reference, offer.agreed).value
    if found is None:
        return ()
    return similar(
        inputs.precedents,
        kind=terms.kind,
        depth=found,
        band=inputs.precedent_depth_band,
    )


def cheapest_viable(alternatives: Iterable[Alternative]) -> AlternativeKind | None:
    """Name the viable alternative that gives up the least margin a year.

    Of equals it is the one that is worth more over its term.
    """
    viable = [one for one in alternatives if one.viable]
    best = max(viable, key=_thrift, default=None)
    return best.kind if best else None


def _thrift(one: Alternative) -> tuple[int, int]:
    return one.margin.impact_year_minor, one.incremental_present_value.mid_minor


def _smaller(ask: Offer, standing: Offer) -> Offer:
    # Halfway between the ask and nothing, month by month.
    entitled = standing.price_after
    return Offer(
        reference=(ask.reference + entitled) / 2,
        prices=tuple((price + entitled) / 2 for price in ask.prices),
        price_after=(ask.price_after + entitled) / 2,
        added_cost=ask.added_cost / 2,
        own_cost=ask.own_cost / 2,
    )


def _scope_swap(ask: Offer, inputs: DealInputs) -> Offer:
    # Scope goes at its entitled price, and its share of the avoidable cost with it.
    saving = ask.reference - ask.agreed
    share = saving / ask.reference if ask.reference else ZERO
    avoidable = inputs.avoidable_share * cost_of(inputs) + ask.added_cost
    return Offer(
        reference=ask.reference,
        prices=(ask.agreed,) * ask.months,
        price_after=ask.agreed,
        added_cost=ask.added_cost,
        saved_cost=share * avoidable,
        contraction=saving,
    )


def _of_a_swap(inputs: DealInputs) -> RenewalEstimate:
    # What customers did with a lower price says nothing about a smaller scope.
    prior = without_offer(inputs)
    source = f"no precedents of a smaller scope; {prior.source}"
    return prior.model_copy(update={"source": source})
