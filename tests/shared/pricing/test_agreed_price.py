from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInput
from shared.pricing.agreed_price import agreed_price
from shared.pricing.concession_depth import depth

from .samples import TEN_THOUSAND, UNHURRIED, the_terms


def price(kind="discount", **terms):
    return agreed_price(
        the_terms(kind, **terms),
        loaded_hourly_rate=Decimal(55),
        discount_rate=Decimal("0.08"),
    )


def depth_of(offer):
    return depth(offer.reference, offer.agreed).value


def costs(offer):
    return offer.added_cost, offer.saved_cost, offer.own_cost, offer.contraction


def test_a_discount_lowers_every_month_of_the_term():
    offer = price(discount_bps=800)

    assert offer.prices == (Decimal(9200),) * 12
    assert (offer.reference, offer.agreed, offer.price_after) == (10000, 9200, 9200)
    assert (offer.months, depth_of(offer)) == (12, Decimal("0.08"))
    assert costs(offer) == (0, 0, 0, 0)


def test_a_discount_for_a_year_is_spread_over_three():
    offer = price(discount_bps=1000, discount_months=12, term_months=36)

    assert offer.prices == (Decimal(9000),) * 12 + (Decimal(10000),) * 24
    assert depth_of(offer) == Decimal("0.033333")
    assert offer.price_after == 10000


def test_a_discount_for_as_long_as_the_term_stays():
    assert price(discount_bps=1000, discount_months=12).price_after == 9000


def test_a_waived_rise_is_a_concession_against_the_indexed_price():
    offer = price("price_freeze", entitled_mrr_minor=832000, current_mrr_minor=800000)

    assert (offer.reference, offer.agreed) == (8320, 8000)
    assert depth_of(offer) == Decimal("0.038462")
    assert 12 * (offer.reference - offer.agreed) == 3840


def test_a_rise_waived_for_some_months_comes_afterwards():
    offer = price(
        "price_freeze",
        entitled_mrr_minor=832000,
        current_mrr_minor=800000,
        discount_months=3,
    )

    assert offer.prices == (Decimal(8000),) * 3 + (Decimal(8320),) * 9


def test_a_freeze_without_a_rise_gives_nothing():
    offer = price("price_freeze", current_mrr_minor=TEN_THOUSAND + 1)

    assert offer.agreed == 10000


def test_only_a_freeze_keeps_the_price_in_force():
    offer = price(entitled_mrr_minor=832000, current_mrr_minor=800000)

    assert offer.agreed == 8320


def test_a_discount_on_top_of_a_freeze_is_of_the_entitled_price():
    offer = price("price_freeze", current_mrr_minor=980000, discount_bps=1000)

    assert offer.agreed == 8800


def test_a_price_never_falls_below_nothing():
    offer = price("price_freeze", current_mrr_minor=100000, discount_bps=9500)

    assert offer.agreed == 0


def test_free_months_come_first_and_are_spread_over_the_term():
    offer = price("credit", free_months=1, term_months=36)

    assert offer.prices == (Decimal(0),) + (Decimal(10000),) * 35
    assert depth_of(offer) == Decimal("0.027778")
    assert offer.price_after == 10000


def test_a_free_month_is_not_discounted_too():
    offer = price("credit", free_months=2, discount_bps=1000, discount_months=3)

    assert offer.prices[:4] == (0, 0, 9000, 10000)


def test_a_credit_is_paid_in_the_first_month_and_spread_over_the_term():
    offer = price("credit", credit_minor=240000)

    assert offer.prices[:2] == (7600, 10000)
    assert offer.agreed == 9800
    assert depth_of(offer) == Decimal("0.02")


def test_scope_at_no_charge_raises_the_reference_and_costs_time_and_licences():
    offer = price(
        "added_scope",
        added_value_minor=50000,
        added_minutes=90,
        added_licence_minor=12000,
    )

    assert (offer.reference, offer.agreed) == (10500, 10000)
    assert depth_of(offer) == Decimal("0.047619")
    # 1.5 hours at 55, and 120 of licences
    assert costs(offer) == (Decimal("202.5"), 0, 0, 0)


def test_later_payment_costs_its_interest_and_no_price():
    offer = price("payment_terms", payment_days=73)

    # 10000 x 0.08 x 73 / 365
    assert costs(offer) == (0, 0, 160, 0)
    assert (offer.reference, offer.agreed) == (10000, 10000)


def test_later_payment_is_of_the_agreed_price():
    assert price("payment_terms", payment_days=73, discount_bps=5000).own_cost == 80


def test_another_cost_is_of_a_year():
    assert costs(price("other", other_cost_minor=120000)) == (0, 0, 100, 0)


def test_what_an_offer_costs_beside_its_price_adds_up():
    offer = price("other", other_cost_minor=120000, payment_days=73)

    assert offer.own_cost == 260


def test_all_that_is_given_counts_whatever_it_is_called():
    offer = price("payment_terms", discount_bps=1000, free_months=1)

    assert offer.agreed == 9000 * Decimal(11) / 12


def test_a_currency_without_pence_is_priced_in_whole_units():
    offer = price(currency="JPY", entitled_mrr_minor=10000, discount_bps=800)

    assert offer.agreed == 9200


@pytest.mark.parametrize("name", ["free_months", "discount_months"])
def test_more_months_than_the_term_has_are_refused(name):
    with pytest.raises(
        InvalidInput, match=r"^concession for contract k1: 13 months in a term of 12$"
    ):
        price(**{name: 13})
    assert price(**{name: 12}).months == 12


def test_a_credit_above_the_price_of_the_term_is_refused():
    with pytest.raises(
        InvalidInput,
        match=r"^concession for contract k1: the credit is more than the price of",
    ):
        price("credit", credit_minor=12 * TEN_THOUSAND + 1)
    assert price("credit", credit_minor=12 * TEN_THOUSAND).agreed == 0


@pytest.mark.parametrize(
    "name",
    [
        *("current_mrr_minor", "entitled_mrr_minor", "credit_minor"),
        *("added_value_minor", "added_minutes", "added_licence_minor"),
        *("other_cost_minor", "give_back_minor"),
    ],
)
def test_amounts_beyond_any_contract_are_refused(name):
    with pytest.raises(
        InvalidInput, match=rf"k1: {name} of 1000000000000001 is too large to price$"
    ):
        price(**{name: 10**15 + 1})


def test_the_largest_amounts_are_priced():
    assert price(entitled_mrr_minor=10**15).agreed == 10**13


cuts = st.fixed_dictionaries(
    {
        "entitled_mrr_minor": st.integers(1, 10**9),
        "discount_bps": st.integers(0, 10_000),
        "discount_months": st.integers(0, 24),
        "free_months": st.integers(0, 24),
        "term_months": st.integers(24, 60),
    }
)


@UNHURRIED
@given(st.sampled_from(["discount", "price_freeze"]), cuts)
def test_the_depth_of_any_price_cut_is_between_0_and_1(kind, cut):
    offer = price(kind, **cut)

    assert 0 <= depth_of(offer) <= 1
    assert all(0 <= one <= offer.reference for one in offer.prices)
