"""What the terms of a concession mean in money, month by month of the term."""

from decimal import Decimal

from shared.domain.concession import ConcessionKind, ConcessionTerms
from shared.domain.errors import InvalidInput
from shared.domain.model import Model
from shared.domain.money import ZERO, from_minor
from shared.pricing.concession_depth import spread

_MONTHS = 12
_MINUTES = 60
_DAYS = 365
_BASIS_POINTS = 10_000
# Beyond any contract: what is larger is a slip, and would leave Decimal's precision.
_LARGEST_MINOR = 10**15


class Offer(Model):
    """An offer in money of a month, unrounded.

    `reference` is the entitled price of the offer's scope, `prices` what is paid in
    each month of the committed term and `price_after` what is paid once it is over.
    `added_cost` is that of scope added, `saved_cost` that of scope taken out,
    `own_cost` what the offer costs beside its price. `contraction` is the part of the
    reference that is taken out (K19).
    """

    reference: Decimal
    prices: tuple[Decimal, ...]
    price_after: Decimal
    added_cost: Decimal = ZERO
    saved_cost: Decimal = ZERO
    own_cost: Decimal = ZERO
    contraction: Decimal = ZERO

    @property
    def months(self) -> int:
        """The committed term."""
        return len(self.prices)

    @property
    def agreed(self) -> Decimal:
        """The price spread over the committed term (K18)."""
        return spread(self.prices)


def agreed_price(
    terms: ConcessionTerms, *, loaded_hourly_rate: Decimal, discount_rate: Decimal
) -> Offer:
    """Price all that the terms give, whatever kind they are called by.

    Scope at no charge raises the reference by its value; later payment costs
    price x discount rate x days / 365. A discount that runs to the term's end is taken
    to stay.

    Raises:
        InvalidInput: the terms give more than the term has.

    """
    _refuse_impossible(terms)
    prices = _prices(terms)
    payment = spread(prices) * discount_rate * terms.payment_days / _DAYS
    hours = Decimal(terms.added_minutes) / _MINUTES
    licences = _amount(terms, terms.added_licence_minor)
    entitled = _amount(terms, terms.entitled_mrr_minor)
    return Offer(
        reference=entitled + _amount(terms, terms.added_value_minor),
        prices=prices,
        price_after=_lowered(terms) if _until(terms) == len(prices) else entitled,
        added_cost=hours * loaded_hourly_rate + licences,
        own_cost=payment + _amount(terms, terms.other_cost_minor) / _MONTHS,
    )


def _prices(terms: ConcessionTerms) -> tuple[Decimal, ...]:
    entitled = _amount(terms, terms.entitled_mrr_minor)
    lowered = _lowered(terms)
    until = _until(terms)
    prices = [lowered] * until + [entitled] * (terms.term_months - until)
    # Months free of charge come first, where they cost the most today.
    prices[: terms.free_months] = [ZERO] * terms.free_months
    credit = _amount(terms, terms.credit_minor)
    if credit > sum(prices):
        message = f"{_name(terms)}: the credit is more than the price of the term"
        raise InvalidInput(message)
    prices[0] -= credit
    return tuple(prices)


def _lowered(terms: ConcessionTerms) -> Decimal:
    entitled = _amount(terms, terms.entitled_mrr_minor)
    start = entitled
    if terms.kind is ConcessionKind.PRICE_FREEZE:
        start = min(entitled, _amount(terms, terms.current_mrr_minor))
    return max(ZERO, start - entitled * terms.discount_bps / _BASIS_POINTS)


def _until(terms: ConcessionTerms) -> int:
    return terms.discount_months or terms.term_months


def _refuse_impossible(terms: ConcessionTerms) -> None:
    longest = max(terms.free_months, terms.discount_months)
    if longest > terms.term_months:
        message = f"{_name(terms)}: {longest} months in a term of {terms.term_months}"
        raise InvalidInput(message)
    for name in sorted(type(terms).model_fields):
        value = getattr(terms, name)
        if name.endswith(("_minor", "_minutes")) and value > _LARGEST_MINOR:
            message = f"{_name(terms)}: {name} of {value} is too large to price"
            raise InvalidInput(message)


def _amount(terms: ConcessionTerms, minor: int) -> Decimal:
    return from_minor(minor, terms.currency)


def _name(terms: ConcessionTerms) -> str:
    return f"concession for contract {terms.contract_id}"
