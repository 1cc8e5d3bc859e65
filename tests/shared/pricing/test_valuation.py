from decimal import Decimal

import pytest

from shared.domain.deal import AlternativeKind, MoneyRange, Ratio
from shared.pricing.agreed_price import Offer
from shared.pricing.valuation import cost_of, margin_at_stake, standing_offer, weigh

from .samples import an_estimate, the_inputs

LIKELY = an_estimate("0.86", "0.9", "0.95")


def an_offer(price=9200, months=12, **over):
    given = {
        "reference": Decimal(10000),
        "prices": (Decimal(price),) * months,
        "price_after": Decimal(price),
    }
    return Offer(**given | over)


def weighed(offer, estimate=LIKELY, *, months=12, kind=AlternativeKind.ASK, **inputs):
    return weigh(kind, offer, estimate, inputs=the_inputs(**inputs), months=months)


def in_pounds(money):
    return tuple(
        Decimal(one) / 100
        for one in (money.low_minor, money.mid_minor, money.high_minor)
    )


def test_what_stands_is_the_entitled_price_on_the_usual_term():
    found = standing_offer(the_inputs(renewal_months=24))

    price = Decimal(10000)
    assert found == Offer(reference=price, prices=(price,) * 24, price_after=price)


def test_an_offer_is_weighed_by_the_rules_of_the_worked_cases():
    found = weighed(an_offer())

    assert (found.kind, found.term_months, found.estimate) == ("ask", 12, LIKELY)
    assert (found.reference_mrr_minor, found.agreed_mrr_minor) == (10000_00, 9200_00)
    assert (found.depth.value, found.contraction_mrr_minor) == (Decimal("0.08"), 0)
    assert found.margin.before_minor == 4500_00
    assert found.margin.after_minor == 3700_00
    assert found.break_even.value == Decimal("0.851351")
    assert in_pounds(found.expected_year) == (38184, 39960, 42180)
    assert in_pounds(found.incremental_year) == (384, 2160, 4380)
    # 12 x 3700 / 1.08 = 41111.11, less 35000 for doing nothing
    assert in_pounds(found.present_value)[1] == 37000
    assert in_pounds(found.incremental_present_value)[1] == 2000
    assert found.viable


def test_doing_nothing_is_no_gamble_against_itself():
    nothing = an_estimate("0.55", "0.7", "0.82")
    inputs = the_inputs()

    found = weigh(
        AlternativeKind.DO_NOTHING,
        standing_offer(inputs),
        nothing,
        inputs=inputs,
        months=12,
    )

    even = MoneyRange(low_minor=0, mid_minor=0, high_minor=0)
    assert found.incremental_year == found.incremental_present_value == even
    assert in_pounds(found.expected_year) == (29700, 37800, 44280)
    assert found.break_even == Ratio(value=Decimal("0.7"))
    assert not found.viable


def test_only_avoidable_cost_decides_whether_an_offer_pays():
    found = weighed(an_offer(), avoidable_share="0.5")

    # M0 = 7250, M1 = 6450: keeping the customer is worth more, so it needs less.
    assert found.break_even.value == Decimal("0.786822")
    assert in_pounds(found.expected_year)[1] == 69660
    # Gross margin is what it is.
    assert found.margin.before_minor == 4500_00


def test_what_an_offer_costs_counts_whatever_is_avoidable():
    offer = an_offer(
        10000, added_cost=Decimal(200), own_cost=Decimal(100), saved_cost=Decimal(40)
    )

    assert margin_at_stake(offer, the_inputs()) == 4240
    assert margin_at_stake(offer, the_inputs(avoidable_share=0)) == 9740


def test_margins_compare_the_same_scope():
    offer = an_offer(
        10000,
        reference=Decimal(10500),
        added_cost=Decimal(200),
        own_cost=Decimal(100),
        saved_cost=Decimal(40),
    )

    margin = weighed(offer).margin

    # Scope added costs as much if it is charged for: (10500 - 5700), (10000 - 5760)
    assert (margin.cost_before_minor, margin.cost_after_minor) == (5700_00, 5760_00)
    assert (margin.before_minor, margin.after_minor) == (4800_00, 4240_00)
    assert margin.impact_year_minor == -6720_00


def test_scope_taken_out_lowers_the_reference_and_is_no_concession():
    found = weighed(an_offer(contraction=Decimal(500)))

    assert found.contraction_mrr_minor == 500_00
    assert (found.reference_mrr_minor, found.agreed_mrr_minor) == (9500_00, 9200_00)
    assert found.depth.value == Decimal("0.031579")
    assert found.margin.impact_month_minor == -800_00


def test_a_commitment_is_worth_the_years_it_makes_certain():
    found = weighed(an_offer(months=36), months=36)

    # 44400 and 54000 a year; 2.577097 and 2.340535 years at 8 %, 0.9 surviving
    assert in_pounds(found.present_value)[1] == Decimal("102980.80")
    assert in_pounds(found.incremental_present_value) == (
        Decimal("9931.65"),
        Decimal("14508.57"),
        Decimal("20229.73"),
    )


def test_past_its_term_an_offer_goes_on_at_the_price_after_it():
    short = an_offer(months=6, price_after=Decimal(10000))

    found = weighed(short, renewal_months=12)

    # 6 x 3700 / 1.08 + 0.9 x 6 x 4500 / 1.08
    assert in_pounds(found.present_value)[1] == Decimal("38750.00")


@pytest.mark.parametrize(
    ("low", "months", "viable"),
    [
        ("0.86", 12, True),
        ("0.85", 12, False),
        ("0.86", 36, True),
        ("0.85", 36, False),
    ],
)
def test_an_offer_is_viable_from_its_break_even_on(low, months, viable):
    estimate = LIKELY.model_copy(update={"low": Decimal(low)})

    found = weighed(an_offer(months=months), estimate, months=months)

    assert found.viable is viable


def free_first(months, free):
    prices = (Decimal(0),) * free + (Decimal(10000),) * (months - free)
    return an_offer(10000, months=months, prices=prices)


def test_an_offer_of_years_must_beat_doing_nothing_at_present_value_too():
    # Six free months of twenty-four: spread out, 2000 a month is left of 4500.
    sure = an_estimate("0.46", "0.5", "0.6")
    given = {"p0": "0.2", "p0_low": "0.1", "p0_high": "0.3", "annual_survival": 1}

    late = weighed(free_first(24, 6), sure, months=24, **given)
    soon = weighed(free_first(12, 3), sure, months=12, **given)

    # Both need 0.45 by the year, but 24 months' free half-year comes first.
    assert late.break_even.value == soon.break_even.value == Decimal("0.45")
    assert late.incremental_present_value.low_minor < 0
    assert not late.viable
    assert soon.viable


def test_the_cost_of_a_contract_is_its_time_and_its_licences():
    assert cost_of(the_inputs()) == 5500


def test_amounts_are_in_the_currency_of_the_inputs():
    found = weighed(an_offer(contraction=Decimal(500)), currency="JPY")

    assert (found.reference_mrr_minor, found.agreed_mrr_minor) == (9500, 9200)
    assert found.contraction_mrr_minor == 500
    assert found.margin.before_minor == 4500
    assert found.expected_year.mid_minor == 39960
    assert found.incremental_year.mid_minor == 2160
    assert found.present_value.mid_minor == 37000
    assert found.incremental_present_value.mid_minor == 2000


@pytest.mark.parametrize(
    ("low", "months", "viable"),
    [
        # 44400 x 0.851352 is 37800.03: above, but not by a whole yen.
        ("0.851352", 12, True),
        ("0.851352", 24, False),
        # 44400 x 0.85136 is 37800.38, and 0.69 a present value of two years.
        ("0.85136", 24, True),
    ],
)
def test_over_years_the_present_value_gains_at_least_a_unit(low, months, viable):
    estimate = LIKELY.model_copy(update={"low": Decimal(low)})

    found = weighed(
        an_offer(months=months),
        estimate,
        months=months,
        currency="JPY",
        annual_survival=1,
    )

    assert found.viable is viable


def test_giving_up_a_commitment_has_to_pay_too():
    found = weighed(an_offer(), months=36, renewal_months=36)

    # By the year it pays, but the second and the third are no longer certain.
    assert found.incremental_year.low_minor > 0
    assert found.incremental_present_value.low_minor < 0
    assert not found.viable
