"""The assessment of a request: every figure of it, from its terms and the inputs."""

from shared.domain.concession import ConcessionTerms
from shared.domain.deal import AlternativeKind, Assessment, DealInputs
from shared.domain.errors import InvalidInput
from shared.domain.money import from_minor, to_minor
from shared.pricing.alternatives import (
    cheapest_viable,
    offer_of,
    precedents_of,
    side_by_side,
)
from shared.pricing.expected_value import money_range
from shared.pricing.valuation import margin_at_stake

_YEAR = 12
# The newest are shown; an assessment has to fit into one event of the timeline.
_PRECEDENTS_SHOWN = 10


def assess(terms: ConcessionTerms, inputs: DealInputs) -> Assessment:
    """Compute what a request costs and what it is expected to save.

    Raises:
        InvalidInput: the inputs are in another currency or of another price than the
            terms, or the terms give more than the term has.

    """
    _refuse_another_basis(terms, inputs)
    # The price of the terms is the one that is charged: rounded once, by the clause.
    entitled = from_minor(terms.entitled_mrr_minor, terms.currency)
    inputs = inputs.model_copy(update={"entitled_mrr": entitled})
    offer, currency = offer_of(terms, inputs), terms.currency
    alternatives = side_by_side(terms, inputs)
    ask = next(one for one in alternatives if one.kind is AlternativeKind.ASK)
    give_back = from_minor(terms.give_back_minor, currency)
    year = _YEAR * margin_at_stake(offer, inputs)
    return Assessment(
        terms_hash=terms.hash,
        currency=currency,
        current_mrr_minor=terms.current_mrr_minor,
        entitled_mrr_minor=terms.entitled_mrr_minor,
        index=inputs.index,
        hours=inputs.hours,
        loaded_hourly_rate_minor=to_minor(inputs.loaded_hourly_rate, currency),
        licences_minor=to_minor(inputs.licences, currency),
        avoidable_share=inputs.avoidable_share,
        annual_survival=inputs.annual_survival,
        discount_rate=inputs.discount_rate,
        extra_cost_minor=to_minor(offer.added_cost + offer.own_cost, currency),
        give_back_year_minor=terms.give_back_minor,
        expected_with_give_back_year=money_range(
            ask.estimate, worth=year + give_back, currency=currency
        ),
        alternatives=alternatives,
        cheapest_viable=cheapest_viable(alternatives),
        recommended=ask.viable,
        precedents=precedents_of(terms, inputs, offer)[:_PRECEDENTS_SHOWN],
    )


def _refuse_another_basis(terms: ConcessionTerms, inputs: DealInputs) -> None:
    name, currency = f"contract {terms.contract_id}", terms.currency
    others = {currency, inputs.currency}
    if inputs.index:
        others.add(inputs.index.currency)
    if len(others) > 1:
        message = f"{name}: {' and '.join(sorted(others))} don't mix in one deal"
        raise InvalidInput(message)
    for field in ("entitled_mrr", "current_mrr"):
        bound = getattr(terms, f"{field}_minor")
        known = to_minor(getattr(inputs, field), currency)
        if bound != known:
            message = f"{name}: {field} is {known} minor units, its terms say {bound}"
            raise InvalidInput(message)
