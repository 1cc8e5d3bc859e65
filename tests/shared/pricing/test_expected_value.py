from decimal import Decimal

import pytest
from hypothesis import given

from shared.domain.deal import MoneyRange, Ratio
from shared.pricing.expected_value import (
    at_stake,
    beats_break_even,
    break_even,
    money_range,
)

from .samples import UNHURRIED, an_estimate, money, prices, shares

P0 = Decimal("0.7")
M0, M1 = Decimal(4500), Decimal(3700)


def needed(p0, margin, margin_offer):
    return break_even(
        Decimal(p0), margin=Decimal(margin), margin_offer=Decimal(margin_offer)
    )


def test_the_break_even_is_p0_times_the_margins():
    assert needed(P0, M0, M1) == Ratio(value=Decimal("0.851351"))


@pytest.mark.parametrize("margin_offer", ["0", "-1"])
def test_an_offer_without_margin_never_pays(margin_offer):
    assert needed(P0, M0, margin_offer) == Ratio(
        value=None, reason="no_margin_with_offer"
    )


@pytest.mark.parametrize(
    ("margin_offer", "expected"),
    [
        ("3150", Ratio(value=Decimal(1))),
        ("3149.99", Ratio(value=None, reason="more_than_certain")),
        ("0.01", Ratio(value=None, reason="more_than_certain")),
    ],
)
def test_more_than_certainty_is_never_reached(margin_offer, expected):
    assert needed(P0, M0, margin_offer) == expected


@pytest.mark.parametrize(
    ("p1_low", "margin_offer", "pays"),
    [
        ("0.82", 3700, False),
        ("0.90", 3700, True),
        ("0.851351", 3700, False),  # below the unrounded 0.8513513...
        ("0.851352", 3700, True),
        ("0.7", 4500, False),  # at the break-even it gains nothing
        ("1", 0, False),
        ("1", -10, False),
        ("1", "0.5", False),
    ],
)
def test_only_a_lower_bound_above_the_break_even_pays(p1_low, margin_offer, pays):
    found = beats_break_even(
        Decimal(p1_low), P0, margin=M0, margin_offer=Decimal(margin_offer)
    )

    assert found is pays


@pytest.mark.parametrize("margin_offer", [0, -110])
def test_an_offer_without_margin_never_pays_though_the_contract_loses_more(
    margin_offer,
):
    # A loss that is less likely is no reason to give something away.
    assert not beats_break_even(
        Decimal("0.1"), P0, margin=Decimal(-100), margin_offer=Decimal(margin_offer)
    )


def test_a_margin_below_one_is_a_margin():
    found = beats_break_even(
        Decimal("0.9"), P0, margin=Decimal("0.5"), margin_offer=Decimal("0.4")
    )

    assert found


@pytest.mark.parametrize(
    ("share", "expected"), [("1", 4500), ("0.4", 7800), ("0", 10000)]
)
def test_only_avoidable_cost_goes_away_with_the_customer(share, expected):
    found = at_stake(Decimal(10000), Decimal(5500), avoidable_share=Decimal(share))

    assert found == expected


def test_expected_values_of_a_year_at_the_estimate_and_its_bounds():
    found = money_range(
        an_estimate("0.7", "0.82", "0.9"), worth=12 * M1, currency="GBP"
    )

    assert found == MoneyRange(
        low_minor=31080_00, mid_minor=36408_00, high_minor=39960_00
    )


def test_the_increment_is_against_what_doing_nothing_is_worth():
    found = money_range(
        an_estimate("0.7", "0.82", "0.9"),
        worth=12 * M1,
        less=P0 * 12 * M0,
        currency="GBP",
    )

    assert (found.mid_minor, found.high_minor) == (-1392_00, 2160_00)
    assert found.low_minor == -6720_00


def test_a_loss_grows_with_the_probability_and_the_range_stays_in_order():
    found = money_range(
        an_estimate("0.1", "0.2", "0.4"), worth=Decimal(-100), currency="GBP"
    )

    assert found == MoneyRange(low_minor=-40_00, mid_minor=-20_00, high_minor=-10_00)


def test_a_range_is_in_the_currencys_minor_unit():
    found = money_range(
        an_estimate("0.1", "0.2", "0.4"), worth=Decimal(50), currency="JPY"
    )

    assert found == MoneyRange(low_minor=5, mid_minor=10, high_minor=20)


@UNHURRIED
@given(shares, shares, money)
def test_the_expected_value_never_falls_as_p1_rises(one, other, worth):
    low, high = sorted([one, other])

    found = money_range(an_estimate(low, low, high), worth=worth, currency="GBP")

    assert found.low_minor == found.mid_minor <= found.high_minor


@UNHURRIED
@given(shares, prices, shares, shares)
def test_the_break_even_falls_as_the_concession_shrinks(p0, margin, one, other):
    deep, shallow = (needed(p0, margin, margin * kept) for kept in sorted([one, other]))

    if deep.value is not None:
        assert p0 <= shallow.value <= deep.value <= 1


@UNHURRIED
@given(shares, prices)
def test_without_a_concession_the_break_even_is_p0(p0, margin):
    assert needed(p0, margin, margin) == Ratio(value=p0)
