from datetime import date
from decimal import Decimal

import pytest

from shared.domain.billing import RecurringLine

TODAY = date(2027, 1, 15)


def a_line(**over):
    values = {
        "item": "Managed user",
        "quantity": Decimal(10),
        "unit_price": Decimal(30),
        "net_amount": Decimal(300),
        "months": Decimal(1),
    }
    return RecurringLine(**{**values, **over})


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, 300),
        ({"months": Decimal(3)}, 100),
        ({"months": Decimal(12)}, 25),
        ({"months": None}, 0),
        ({"prepaid_block": True}, 0),
        ({"inactive": True}, 0),
        ({"start_date": TODAY}, 300),
        ({"start_date": date(2027, 1, 16)}, 0),
        ({"end_date": TODAY}, 300),
        ({"end_date": date(2027, 1, 14)}, 0),
    ],
)
def test_mrr_counts_what_recurs_and_is_in_force(over, expected):
    assert a_line(**over).mrr(TODAY) == expected


def test_a_weekly_line_is_a_fifty_second_of_a_year_each_week():
    weekly = a_line(net_amount=Decimal(12), months=Decimal(12) / Decimal(52))

    assert round(12 * weekly.mrr(TODAY), 6) == 52 * 12
