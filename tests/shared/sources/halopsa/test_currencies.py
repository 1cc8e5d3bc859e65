import pytest

from shared.sources.halopsa.currencies import currency_of


@pytest.mark.parametrize(
    ("code", "symbol", "default", "expected"),
    [
        ("GBP", "€", "AUD", "GBP"),
        ("", "£", "AUD", "GBP"),
        ("", "eur", "GBP", "EUR"),
        ("", "$", "AUD", "AUD"),
        ("", "$", "GBP", ""),
        ("", "kr", "NOK", "NOK"),
        ("", "", "GBP", "GBP"),
        ("Pounds", "", "GBP", "GBP"),
        ("", "☃", "GBP", ""),
    ],
)
def test_a_row_says_its_currency_or_it_is_the_tenants(code, symbol, default, expected):
    assert currency_of(code, symbol, default=default) == expected
