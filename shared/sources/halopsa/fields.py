"""The kinds of fields that HaloPSA's rows have, as types that read its quirks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from shared.domain.text import one_line
from shared.sources.halopsa.dates import calendar_date, instant
from shared.sources.halopsa.ids import identifier, own_id, reference

_MOST = 10**12  # beyond it an amount is a fault, and would not fit storage


def _number(value: object) -> int:
    return int(own_id(value))


def _instant_or_none(value: object) -> datetime | None:
    try:
        return instant(value)
    except ValueError:
        return None


def _site_ids(value: object) -> tuple[str, ...]:
    """Read a contract's sites, whose form is not certain; what tells no id is none.

    A form that nobody has seen must not keep the contract itself from being read.
    """
    rows = value if isinstance(value, list) else []
    found = []
    for row in rows:
        told = row.get("id", row.get("site_id")) if isinstance(row, dict) else row
        try:
            found.append(reference(told))
        except ValueError:
            continue
    return tuple(filter(None, found))


OwnId = Annotated[str, BeforeValidator(own_id)]
Id = Annotated[str, BeforeValidator(identifier)]
Reference = Annotated[str | None, BeforeValidator(reference)]
Instant = Annotated[datetime | None, BeforeValidator(instant)]
CalendarDate = Annotated[date | None, BeforeValidator(calendar_date)]
SiteIds = Annotated[tuple[str, ...], BeforeValidator(_site_ids)]
Text = Annotated[str, BeforeValidator(one_line)]
Amount = Annotated[Decimal, Field(ge=-_MOST, le=_MOST, allow_inf_nan=False)]
Number = Annotated[int, BeforeValidator(_number)]
TellingInstant = Annotated[datetime | None, BeforeValidator(_instant_or_none)]
