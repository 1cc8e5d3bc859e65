from datetime import date
from decimal import Decimal

import pytest

from shared.domain.billing import RecurringInvoice, RecurringLine
from shared.kpis.recurring_revenue import (
    mrr,
    mrr_by_currency,
    rounded_arr,
    rounded_mrr,
)

ON = date(2026, 9, 15)


def a_line(amount=100, months: int | None = 1, **over):
    given = {
        "item": "Managed user",
        "quantity": 1,
        "unit_price": amount,
        "net_amount": amount,
        "months": months,
    }
    return RecurringLine.model_validate(given | over)


def an_invoice(*lines, **over):
    given = {"id": "r1", "customer_id": "c1", "contract_id": "k1", "currency": "GBP"}
    return RecurringInvoice.model_validate(given | {"lines": lines} | over)


K07 = [
    a_line(85 * 22, 1),
    a_line(6000, 12),
    a_line(2 * 450, 3),
    a_line(195_000, None),
    a_line(6000, 1, prepaid_block=True),
]


def test_lines_of_every_period_become_monthly_revenue():
    """K07, K08."""
    assert rounded_mrr(K07, on=ON, currency="USD") == Decimal("2670.00")
    assert rounded_arr(K07, on=ON, currency="USD") == Decimal("32040.00")


@pytest.mark.parametrize("wrong", ["19420.00", "8770.00"])
def test_blocks_are_not_amortised_and_prices_not_just_added(wrong):
    """K07's usual wrong answers."""
    assert rounded_mrr(K07, on=ON, currency="USD") != Decimal(wrong)


def test_the_sum_is_rounded_once():
    thirds = [a_line(100, 3)] * 3

    assert rounded_mrr(thirds, on=ON, currency="GBP") == Decimal("100.00")
    assert rounded_arr([a_line(100, 3)], on=ON, currency="GBP") == Decimal("400.00")


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"start_date": date(2026, 9, 15)}, 100),
        ({"start_date": date(2026, 9, 16)}, 0),
        ({"end_date": date(2026, 9, 15)}, 100),
        ({"end_date": date(2026, 9, 14)}, 0),
        ({"inactive": True}, 0),
    ],
)
def test_a_line_counts_from_its_first_to_its_last_day(over, expected):
    assert mrr([a_line(**over)], on=ON) == expected


def test_a_contracts_revenue_is_found_through_headers_and_lines():
    invoices = [
        an_invoice(a_line(100), a_line(40, contract_id="k2")),
        an_invoice(a_line(10, contract_id="k1"), contract_id=None),
        an_invoice(a_line(7), currency="EUR"),
        an_invoice(a_line(900), disabled=True),
        an_invoice(a_line(900), end_date=date(2026, 9, 14)),
        an_invoice(a_line(900), start_date=date(2026, 9, 16)),
        an_invoice(a_line(900, None), currency="USD"),
    ]

    found = mrr_by_currency(invoices, contract_id="k1", on=ON)

    assert found == {"GBP": 110, "EUR": 7}
