from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.errors import InvalidInput
from shared.kpis.book_retention import BookLine, book_retention
from shared.kpis.price_neutral_retention import (
    ProductLine,
    price_neutral_retention,
)

K01 = {
    "A": (4000, 4600),
    "B": (2500, 2000),
    "C": (1500, 0),
    "D": (2000, 2000),
    "E": (0, 3000),
}


def a_line(customer, start, end, contract="k1", **over):
    given = {
        "customer_id": customer,
        "contract_id": contract,
        "start_mrr": start,
        "end_mrr": end,
    }
    return BookLine.model_validate(given | over)


BOOK = [a_line(customer, *mrr) for customer, mrr in K01.items()]


def test_a_mixed_book():
    """K01."""
    found = book_retention(BOOK)

    assert found.grr.value == Decimal("0.8")
    assert found.nrr.value == found.nrr_ex_indexation.value == Decimal("0.86")
    assert found.logo_retention.value == Decimal("0.75")
    assert found.start_mrr == 10_000
    assert found.retained_capped_mrr == 8_000
    assert found.churned_mrr == 1_500
    assert found.contraction_mrr == 500
    assert found.expansion_mrr == 600
    assert found.new_mrr == 3_000


@pytest.mark.parametrize("wrong", ["0.86", "1"])
def test_growth_and_new_logos_do_not_hide_churn(wrong):
    """K01's usual wrong answers."""
    assert book_retention(BOOK).grr.value != Decimal(wrong)


def test_the_cap_is_per_parent_with_contracts_beside_it():
    """K02: revenue that moved between a parent's contracts is not lost."""
    moved = [a_line("P", 1000, 400, "k1"), a_line("P", 1000, 1600, "k2")]

    found = book_retention(moved)

    assert found.grr.value == 1
    assert found.grr_of_contracts.value == Decimal("0.7")


def test_a_contract_new_to_an_old_customer_is_expansion():
    found = book_retention([a_line("P", 1000, 1000, "k1"), a_line("P", 0, 500, "k2")])

    assert found.expansion_mrr == 500
    assert found.new_mrr == 0
    assert found.nrr.value == Decimal("1.5")


def test_escalators_already_agreed_are_left_out_of_nrr_ex_indexation():
    """K04."""
    found = book_retention([a_line("A", 1000, 1050, indexation=50)])

    assert found.nrr.value == Decimal("1.05")
    assert found.nrr_ex_indexation.value == 1


def test_exchange_rates_are_never_churn():
    """K05; 0.973684 is the usual wrong answer."""
    book = [
        a_line("EU1", 10_000, 10_000, currency="EUR"),
        a_line("US1", 8_000, 8_000, currency="USD"),
    ]

    found = book_retention(
        book,
        start_rates={"EUR": Decimal("1.10")},
        end_rates={"EUR": Decimal("1.05")},
    )

    assert found.grr.value == 1
    assert found.start_mrr == 19_000
    assert found.fx_effect == -500


def test_rates_of_different_currencies_are_refused():
    with pytest.raises(InvalidInput, match="same currencies"):
        book_retention(BOOK, start_rates={"EUR": Decimal(1)}, end_rates={})


def test_an_empty_book_is_undefined_and_not_zero():
    """K06."""
    found = book_retention([a_line("E", 0, 3000)])

    assert found.grr.value is found.nrr.value is found.logo_retention.value is None
    assert found.grr.reason == "no_eligible_base"


money = st.integers(0, 10_000)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), money, money), max_size=9))
def test_what_moved_reconciles_start_and_end(rows):
    lines = [
        a_line(who, start, end, str(n)) for n, (who, start, end) in enumerate(rows)
    ]

    found = book_retention(lines)

    end = sum(line.end_mrr for line in lines)
    lost = found.churned_mrr + found.contraction_mrr
    assert found.start_mrr - lost == found.retained_capped_mrr
    assert found.retained_capped_mrr + found.expansion_mrr + found.new_mrr == end
    assert found.grr.value is None or 0 <= found.grr.value <= 1


def a_product(start_quantity, start_price, end_quantity, end_price):
    return ProductLine(
        customer_id="A",
        item="seat",
        start_quantity=Decimal(start_quantity),
        start_price=Decimal(start_price),
        end_quantity=Decimal(end_quantity),
        end_price=Decimal(end_price),
    )


def test_a_price_rise_cannot_hide_a_loss_of_seats():
    """K03; saying only 1.0 is the usual wrong answer."""
    found = price_neutral_retention([a_product(10, 200, 8, 250)])

    assert found.grr.value == Decimal("0.8")
    assert found.volume_contraction_mrr == 400
    assert found.price_effect_mrr == 400
    assert book_retention([a_line("A", 2000, 2000)]).grr.value == 1


def test_more_of_one_product_is_not_less_of_another():
    found = price_neutral_retention(
        [a_product(10, 100, 20, 100), a_product(10, 100, 0, 100), a_product(0, 0, 5, 9)]
    )

    assert found.grr.value == Decimal("0.5")
    assert found.price_effect_mrr == 0
