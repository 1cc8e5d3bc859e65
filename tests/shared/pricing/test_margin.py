from decimal import Decimal

import pytest
from hypothesis import given

from shared.domain.deal import PricingPolicy, Ratio
from shared.domain.errors import InvalidInput
from shared.pricing.margin import Side, hourly_rate, margin_impact, monthly_cost

from .samples import UNHURRIED, money, prices


def side(price, cost):
    return Side(price=Decimal(price), cost=Decimal(cost))


def impact(before, after, currency="GBP"):
    return margin_impact(side(*before), side(*after), currency=currency)


def test_cost_is_hours_at_the_loaded_rate_and_licences():
    found = monthly_cost(
        hours=Decimal(60), loaded_hourly_rate=Decimal(55), licences=Decimal(2200)
    )

    assert found == 5500


def test_an_eight_percent_cut_is_far_more_of_the_gross_profit():
    found = impact((10000, 5500), (9200, 5500))

    assert (found.cost_before_minor, found.cost_after_minor) == (5500_00, 5500_00)
    assert (found.before_minor, found.after_minor) == (4500_00, 3700_00)
    assert found.before_rate.value == Decimal("0.45")
    assert found.after_rate.value == Decimal("0.402174")
    assert (found.impact_month_minor, found.impact_year_minor) == (-800_00, -9600_00)
    assert found.share_of_gross_profit.value == Decimal("0.177778")


def test_a_changed_cost_is_part_of_the_impact():
    found = impact((10000, 5500), (10000, 5700))

    assert (found.cost_before_minor, found.cost_after_minor) == (5500_00, 5700_00)
    assert found.impact_month_minor == -200_00
    assert found.after_rate.value == Decimal("0.43")


def test_the_year_is_twelve_months_before_it_is_rounded():
    found = impact((10000, 0), ("9999.996", 0))

    assert (found.impact_month_minor, found.impact_year_minor) == (0, -5)


@pytest.mark.parametrize("cost", [10000, 12000])
def test_without_gross_profit_its_share_is_undefined(cost):
    found = impact((10000, cost), (9000, cost))

    assert found.share_of_gross_profit == Ratio(value=None, reason="no_gross_profit")
    assert found.before_rate.value == (Decimal(10000) - cost) / 10000


def test_without_a_price_there_is_no_margin_rate():
    found = impact((0, 100), (0, 100))

    assert found.before_rate == Ratio(value=None, reason="no_price")
    assert found.after_rate == Ratio(value=None, reason="no_price")
    assert (found.before_minor, found.impact_year_minor) == (-100_00, 0)


@pytest.mark.parametrize(("currency", "units"), [("JPY", 1), ("KWD", 1000)])
def test_amounts_are_in_the_minor_unit_of_the_currency(currency, units):
    found = impact((10000, 5500), (9200, 5600), currency)

    assert found.cost_before_minor == 5500 * units
    assert found.cost_after_minor == 5600 * units
    assert found.before_minor == 4500 * units
    assert found.after_minor == 3600 * units
    assert found.impact_month_minor == -900 * units
    assert found.impact_year_minor == -10800 * units


RATES = PricingPolicy(
    loaded_hourly_rate=Decimal(60), foreign_hourly_rates={"USD": Decimal(80)}
)


@pytest.mark.parametrize(("currency", "expected"), [("GBP", 60), ("USD", 80)])
def test_an_hour_is_valued_in_the_currency_of_the_contract(currency, expected):
    assert hourly_rate(RATES, currency, tenant_currency="GBP") == expected


def test_no_hour_is_valued_in_another_currency():
    with pytest.raises(
        InvalidInput, match=r"^playbook: hourly rate is in GBP, the contract EUR$"
    ):
        hourly_rate(RATES, "EUR", tenant_currency="GBP")


@UNHURRIED
@given(prices, money)
def test_an_unchanged_price_has_no_impact(price, cost):
    found = impact((price, cost), (price, cost))

    assert (found.impact_month_minor, found.impact_year_minor) == (0, 0)
    assert found.before_minor == found.after_minor
    assert found.share_of_gross_profit.value in {0, None}
