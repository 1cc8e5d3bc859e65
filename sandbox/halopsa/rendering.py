"""How a row leaves: thin on lists, with the vendor's mixture of dates and ids."""

from sandbox.halopsa.resources import Resource
from sandbox.portfolio import Quirks
from sandbox.rows import Row

SENTINELS = (
    "1900-01-01T00:00:00",
    "1899-12-30T00:00:00",
    "0001-01-01T00:00:00",
    "1901-01-01T00:00:00",
)
NAIVE, ZULU, SEVEN_DIGITS, OFFSET = "naive", "zulu", "seven digits", "offset"
FORMS = (NAIVE, NAIVE, NAIVE, ZULU, SEVEN_DIGITS, OFFSET)  # half of all are naive
INSTANT_LENGTH = len("2026-10-05T09:12:44")


def detail_row(row: Row, resource: Resource, quirks: Quirks) -> Row:
    """Return the row of `GET /X/{id}?includedetails=true`."""
    number = _number(row)
    rendered = {
        field: _value(field, value, number, resource, quirks)
        for field, value in row.items()
        if not field.startswith("_")
    }
    if quirks.omit_nulls and number % 2:
        return {k: v for k, v in rendered.items() if v is not None}
    return rendered


def list_row(
    row: Row, resource: Resource, quirks: Quirks, kept: frozenset[str] = frozenset()
) -> Row:
    """Return the thinner row of a list; `kept` are detail fields this list has."""
    hidden = resource.detail_only - kept
    thin = {field: value for field, value in row.items() if field not in hidden}
    rendered = detail_row(thin, resource, quirks)
    return {**rendered, **dict.fromkeys(sorted(resource.null_on_list - kept))}


def _value(
    field: str, value: object, number: int, resource: Resource, quirks: Quirks
) -> object:
    if field in resource.dates:
        return _date(field, value, number, quirks)
    if field in resource.floats and quirks.float_ids and isinstance(value, int):
        return float(value)
    return value


def _date(field: str, value: object, number: int, quirks: Quirks) -> object:
    if value is None:
        # Odd rows leave the field out (see `omit_nulls`), even ones say "never".
        told = quirks.sentinel_dates and number % 2 == 0
        return SENTINELS[(number // 2 + len(field)) % len(SENTINELS)] if told else None
    if not quirks.mixed_dates or not isinstance(value, str):
        return value
    return _zoned(value, FORMS[(number + 7 * len(field)) % len(FORMS)])


def _zoned(value: str, form: str) -> str:
    whole = value[:INSTANT_LENGTH]
    fraction = value[INSTANT_LENGTH + 1 :]
    if form == NAIVE:
        return value
    if form == OFFSET:
        return f"{whole}.{fraction.ljust(2, '0')}+00:00"
    digits = fraction.ljust(7, "0") if form == SEVEN_DIGITS else fraction
    return f"{whole}.{digits}Z" if digits else f"{whole}Z"


def _number(row: Row) -> int:
    ident = row.get("id")
    if isinstance(ident, int) and ident:
        return abs(ident)
    if isinstance(ident, str):
        return sum(ident.encode())
    return int(row.get("ticket_id") or 0) + int(row.get("action_number") or 0)
