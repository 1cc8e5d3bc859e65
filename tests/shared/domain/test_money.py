from decimal import Decimal

import pytest

from shared.domain.money import from_minor, rounded, to_minor


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("12.345", "GBP", 1235),
        ("12.344", "GBP", 1234),
        ("-12.345", "GBP", -1235),
        ("0.005", "EUR", 1),
        ("0", "EUR", 0),
        ("1200.5", "JPY", 1201),
        ("1.2345", "KWD", 1235),
        ("7", "XXX", 700),
        ("123456789012345.67", "USD", 12345678901234567),
    ],
)
def test_minor_units_are_rounded_once_and_half_up(amount, currency, expected):
    assert to_minor(Decimal(amount), currency) == expected


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [(1235, "GBP", "12.35"), (1201, "JPY", "1201"), (1235, "KWD", "1.235")],
)
def test_minor_units_give_the_amount_back(minor, currency, expected):
    assert from_minor(minor, currency) == Decimal(expected)


def test_rounding_keeps_the_currencys_places():
    assert str(rounded(Decimal("2.5"), "GBP")) == "2.50"
    assert str(rounded(Decimal("2.5"), "JPY")) == "3"
