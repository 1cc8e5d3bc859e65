"""Money, dates, shares and names as people write them."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


def money(amount: Decimal, currency: str) -> str:
    """Write an amount in whole units, with thousands separators.

    >>> money(Decimal("1234567.5"), "GBP"), money(Decimal(-40), "SEK")
    ('£1,234,568', '-40 SEK')
    """
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    sign = _SIGNS.get(currency)
    if sign is None:
        return f"{whole:,} {currency}".strip()
    return f"-{sign}{-whole:,}" if whole < 0 else f"{sign}{whole:,}"


def day(value: date | None) -> str:
    """Write a date so that nobody takes the day for the month.

    >>> day(date(2027, 3, 5)), day(None)
    ('5 Mar 2027', '-')
    """
    return f"{value.day} {value:%b %Y}" if value else "-"


def percent(share: Decimal) -> str:
    """Write a share of 1 in whole percent.

    >>> percent(Decimal("0.825"))
    '83%'
    """
    return f"{(share * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"


def days_left(count: int) -> str:
    """Write how far off a day is.

    >>> days_left(12), days_left(0), days_left(-1)
    ('in 12 days', 'today', '1 day ago')
    """
    if count == 0:
        return "today"
    unit = "day" if abs(count) == 1 else "days"
    return f"in {count:,} {unit}" if count > 0 else f"{-count:,} {unit} ago"


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun.

    >>> counted(1, "task"), counted(2_000, "task"), counted(0, "reply", "replies")
    ('1 task', '2,000 tasks', '0 replies')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def plain(name: str) -> str:
    """Write one of our names for people.

    >>> plain("at_risk"), plain("t90"), plain("non_renewing")
    ('at risk', 'T-90', 'non renewing')
    """
    if name[:1] == "t" and name[1:].isdigit():
        return f"T-{name[1:]}"
    return name.replace("_", " ")
