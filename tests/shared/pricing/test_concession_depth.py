from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.deal import Ratio
from shared.domain.errors import InvalidInput
from shared.pricing.concession_depth import (
    PricedRenewal,
    depth,
    portfolio_depth,
    scope_change,
    spread,
)

from .samples import UNHURRIED, prices, shares


def renewal(reference, agreed, key="a", currency="GBP"):
    return PricedRenewal(
        id=key, currency=currency, reference_mrr=reference, agreed_mrr=agreed
    )


def shown(ratio):
    return ratio.value


A_MILLIONTH = Decimal("0.000001")

# The portfolio of K17.
BOOK = [
    renewal(10000, 9000),
    renewal(2000, 1600),
    renewal(4000, 4000),
    renewal(4000, 3900),
]


@pytest.mark.parametrize(
    ("reference", "agreed", "expected"),
    [
        (10000, 9000, "0.1"),
        (8320, 8000, "0.038462"),
        (10000, 10000, "0"),
        (10000, 0, "1"),
        (10000, 10500, "-0.05"),
    ],
)
def test_depth_is_the_share_of_the_entitled_price(reference, agreed, expected):
    assert depth(Decimal(reference), Decimal(agreed)).value == Decimal(expected)


def test_depth_without_an_entitled_price_is_undefined():
    assert depth(Decimal(0), Decimal(0)) == Ratio(
        value=None, reason="no_reference_price"
    )


def test_the_headline_is_weighted_and_the_rest_stands_beside_it():
    found = portfolio_depth(BOOK)

    assert found.weighted.value == Decimal("0.09375")
    assert found.simple.value == Decimal("0.108333")
    assert found.frequency.value == Decimal("0.75")
    assert found.book.value == Decimal("0.075")
    assert found.conceded_mrr == 1500


def test_a_price_above_the_entitled_one_hides_no_concession():
    found = portfolio_depth([*BOOK, renewal(4000, 9000)])

    assert found.conceded_mrr == 1500
    assert found.weighted.value == Decimal("0.09375")
    assert found.frequency.value == Decimal("0.6")
    assert found.book.value == Decimal("0.0625")


def test_a_concession_of_less_than_one_unit_of_money_counts():
    found = portfolio_depth([renewal("2.00", "1.50")])

    assert found.frequency.value == 1
    assert found.weighted.value == Decimal("0.25")


def test_a_renewal_without_a_reference_price_is_left_out():
    found = portfolio_depth([*BOOK, renewal(0, 0, currency="USD")])

    assert found == portfolio_depth(BOOK)


def test_a_reference_price_below_one_counts():
    assert portfolio_depth([renewal("0.50", "0.25")]).book.value == Decimal("0.5")


def test_where_nothing_was_conceded_the_headline_is_undefined():
    found = portfolio_depth([renewal(4000, 4000)])

    assert found.weighted == Ratio(value=None, reason="nothing_conceded")
    assert found.simple == Ratio(value=None, reason="nothing_conceded")
    assert found.frequency.value == 0
    assert found.book.value == 0


def test_without_renewals_nothing_is_defined():
    found = portfolio_depth([])

    assert found.frequency == Ratio(value=None, reason="no_renewals")
    assert found.book == Ratio(value=None, reason="no_renewals")
    assert found.conceded_mrr == 0


def test_two_currencies_never_add_up():
    mixed = [renewal(1, 1, currency="USD"), renewal(1, 1, currency="GBP")]

    with pytest.raises(
        InvalidInput, match=r"^depth of renewals: GBP and USD don't add up$"
    ):
        portfolio_depth(mixed)


def test_prices_are_spread_over_the_term_unrounded():
    assert spread([Decimal(0), Decimal(100), Decimal(100)]) == Decimal(200) / 3


def test_scope_taken_out_is_contraction_and_only_the_rest_concession():
    # From 10,000: scope worth 2,000 goes, and 400 are conceded on what stays.
    found = scope_change(Decimal(10000), Decimal(7600), repriced=Decimal(8000))

    assert found.contraction_mrr == 2000
    assert found.conceded_mrr == 400
    assert found.depth.value == Decimal("0.05")


def test_a_smaller_scope_at_its_entitled_price_is_no_concession():
    found = scope_change(Decimal(10000), Decimal(8000), repriced=Decimal(8000))

    assert found.contraction_mrr == 2000
    assert found.conceded_mrr == 0
    assert found.depth.value == 0


@UNHURRIED
@given(prices, shares)
def test_the_depth_of_a_price_cut_is_between_0_and_1(reference, cut):
    found = shown(depth(reference, reference * (1 - cut)))

    assert 0 <= found <= 1
    assert abs(found - cut) <= A_MILLIONTH


@UNHURRIED
@given(st.lists(st.tuples(prices, shares), min_size=1, max_size=8))
def test_the_depths_of_a_portfolio_lie_between_its_renewals(given_):
    book = [renewal(price, price * (1 - cut)) for price, cut in given_]
    cuts = [cut for _, cut in given_ if cut]

    found = portfolio_depth(book)

    weighted, simple, of_book = map(shown, (found.weighted, found.simple, found.book))
    if cuts:
        assert min(cuts) - A_MILLIONTH <= weighted <= max(cuts) + A_MILLIONTH
        assert min(cuts) - A_MILLIONTH <= simple <= max(cuts) + A_MILLIONTH
        assert of_book <= weighted <= 1
    else:
        assert (weighted, simple, of_book) == (None, None, 0)
