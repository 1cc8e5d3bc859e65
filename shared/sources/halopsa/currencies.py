"""Currencies: HaloPSA gives a symbol, a number of its own, and sometimes a code."""

import re

_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_BY_SYMBOL = {
    "£": ("GBP",),
    "€": ("EUR",),
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD"),
    "US$": ("USD",),
    "A$": ("AUD",),
    "AU$": ("AUD",),
    "C$": ("CAD",),
    "CA$": ("CAD",),
    "NZ$": ("NZD",),
    "R": ("ZAR",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "¥": ("JPY", "CNY"),
    "CHF": ("CHF",),
}


def currency_of(code: str, symbol: str, *, default: str) -> str:
    """Give the ISO 4217 code; an empty text when the row says what we can't tell.

    A row that says nothing is in the tenant's currency, and so is an ambiguous
    symbol (`$`) that the tenant's currency has.
    """
    for text in (code.strip().upper(), symbol.strip().upper()):
        if _CODE.fullmatch(text):
            return text
    if not symbol.strip():
        return default
    candidates = _BY_SYMBOL.get(symbol.strip(), ())
    if default in candidates:
        return default
    return candidates[0] if len(candidates) == 1 else ""
