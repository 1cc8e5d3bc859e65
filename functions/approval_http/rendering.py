"""Pages from templates: escaped, plain, and the same for everybody who may see them."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.approval_http import wording
from shared.domain.money import exponent, from_minor
from shared.domain.score import Driver

ROOT = "/api"  # the routes' prefix, as host.json has it
_GAP = "\N{NO-BREAK SPACE}"  # a number stays with its unit
_PAGES = Path(__file__).parents[2] / "shared" / "templates" / "pages"


def page(name: str, **values: object) -> str:
    """Fill a template; a name that it doesn't know is an error, never an empty text."""
    return _environment().get_template(f"{name}.html").render(root=ROOT, **values)


@cache
def style() -> str:
    """Read the pages' style sheet."""
    return (_PAGES / "style.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "money": money,
        "percent": percent,
        "basis_points": basis_points,
        "hours": hours,
        "signed": signed,
        "measured": measured,
        "words": wording.words,
        "sentence": wording.sentence,
        "day": day,
        "moment": moment,
    }
    return made


def money(minor: int, currency: str) -> str:
    r"""Write an amount of minor units with its currency, as messages do.

    >>> money(-123456, "GBP")
    '-1,234.56\xa0GBP'
    """
    return f"{from_minor(minor, currency):,.{exponent(currency)}f}{_GAP}{currency}"


def percent(rate: Decimal) -> str:
    r"""Write a fraction as a percentage with one decimal, half up.

    >>> percent(Decimal("0.0625"))
    '6.3\xa0%'
    """
    return f"{(100 * rate).quantize(Decimal('0.1'), ROUND_HALF_UP)}{_GAP}%"


def basis_points(number: int) -> str:
    r"""Write basis points as a percentage, exactly.

    >>> basis_points(333), basis_points(500)
    ('3.33\xa0%', '5\xa0%')
    """
    return f"{Decimal(number) / 100:f}{_GAP}%"


def hours(minutes: int) -> str:
    """Write minutes as hours.

    >>> hours(90)
    '1.50'
    """
    return f"{Decimal(minutes) / 60:.2f}"


def signed(text: str) -> str:
    r"""Write the percentages of a rule's words as those beside them.

    >>> signed("depth 12.5 percent is above the 10 percent of L1")
    'depth 12.5\xa0% is above the 10\xa0% of L1'
    """
    return text.replace(" percent", f"{_GAP}%")


def measured(driver: Driver) -> str:
    """Write what a driver measured, a share as a percentage.

    >>> measured(Driver(name="d", pillar="p", value=Decimal("1.3750"), unit="days",
    ...                 points=Decimal(1), points_possible=Decimal(2)))
    '1.38 days'
    """
    if driver.value is None:
        return "not known"
    if driver.unit == "share":
        return percent(driver.value)
    rounded = driver.value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded} {driver.unit}"


def day(on: date) -> str:
    """Write a date so that nobody reads the month as the day.

    >>> day(date(2026, 11, 5))
    '5 Nov 2026'
    """
    return f"{on.day} {on:%b %Y}"


def moment(at: datetime) -> str:
    """Write a time to the minute, in UTC.

    >>> moment(datetime(2026, 11, 5, 9, 7))
    '5 Nov 2026 09:07 UTC'
    """
    return f"{day(at.date())} {at:%H:%M} UTC"
