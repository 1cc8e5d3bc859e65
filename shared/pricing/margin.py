"""Gross margin before and after a concession."""

from decimal import Decimal
from typing import NamedTuple

from shared.domain.deal import MarginImpact, PricingPolicy
from shared.domain.errors import InvalidInput
from shared.domain.money import to_minor
from shared.pricing.ratio import ratio

NO_PRICE = "no_price"
NO_GROSS_PROFIT = "no_gross_profit"

_MONTHS = 12


class Side(NamedTuple):
    """Price and cost of a month, unrounded."""

    price: Decimal
    cost: Decimal

    @property
    def margin(self) -> Decimal:
        """What is left."""
        return self.price - self.cost


def hourly_rate(
    policy: PricingPolicy, currency: str, *, tenant_currency: str
) -> Decimal:
    """Give the loaded rate of an hour in a contract's currency.

    Raises:
        InvalidInput: the policy has no rate in that currency; none is converted.

    """
    if currency == tenant_currency:
        return policy.loaded_hourly_rate
    if currency in policy.foreign_hourly_rates:
        return policy.foreign_hourly_rates[currency]
    message = f"playbook: hourly rate is in {tenant_currency}, the contract {currency}"
    raise InvalidInput(message)


def monthly_cost(
    *, hours: Decimal, loaded_hourly_rate: Decimal, licences: Decimal
) -> Decimal:
    """Give hours x loaded rate + licences, all of a month (K20)."""
    return hours * loaded_hourly_rate + licences


def margin_impact(before: Side, after: Side, *, currency: str) -> MarginImpact:
    """Compare the margins, and give what is given up as a share of the first (K20).

    A margin rate is undefined without a price, the share without gross profit.
    """
    change = after.margin - before.margin
    return MarginImpact(
        cost_before_minor=to_minor(before.cost, currency),
        cost_after_minor=to_minor(after.cost, currency),
        before_minor=to_minor(before.margin, currency),
        after_minor=to_minor(after.margin, currency),
        before_rate=ratio(before.margin, before.price, undefined=NO_PRICE),
        after_rate=ratio(after.margin, after.price, undefined=NO_PRICE),
        impact_month_minor=to_minor(change, currency),
        impact_year_minor=to_minor(_MONTHS * change, currency),
        share_of_gross_profit=ratio(-change, before.margin, undefined=NO_GROSS_PROFIT),
    )
