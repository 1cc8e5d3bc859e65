"""What the table service refuses and its emulator takes, refused before sending."""

import json
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from shared.domain.errors import InvalidInput
from shared.storage.gateway import Row, Value

TRANSACTION_ROWS = 100
TRANSACTION_BYTES = 4 * 1024 * 1024
ENTITY_BYTES = 1024 * 1024
OWN_PROPERTIES = 252  # 255 less PartitionKey, RowKey and Timestamp
STRING_UNITS = 32_768  # UTF-16 units
BINARY_BYTES = 64 * 1024
KEY_UNITS = 512
NAME_LENGTH = 255
_INT64 = 2**63
_EARLIEST = datetime(1601, 1, 1, tzinfo=UTC)
_KEY = re.compile(r"[^/\\#?\x00-\x1f\x7f-\x9f]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = {"PartitionKey", "RowKey", "Timestamp"}
# The service counts 4 bytes for the entity, 8 for each property and 4 for a string.
_ENTITY_COST, _PROPERTY_COST, _STRING_COST, _TIMESTAMP_COST = 4, 8, 4, 34
# Headers that a transaction repeats for each row, and quotes and types per property.
_ROW_HEADERS, _PROPERTY_SYNTAX = 1024, 48


def stored(row: Row) -> Row:
    """Give the row as the service would give it back, or InvalidInput."""
    values: dict[str, Value] = {}
    for name, value in row.values.items():
        _check_name(row, name)
        values[name] = _stored_value(row, name, value)
    result = Row(row.pk, row.rk, values, row.etag)
    _check_size(result)
    return result


def check_key(key: str) -> None:
    """Refuse a key that is too long or has characters that no URL may carry."""
    if _units(key, key[:40]) > KEY_UNITS or _KEY.fullmatch(key) is None:
        message = (
            f"key {key[:80]!r} is over {KEY_UNITS} characters or has forbidden ones"
        )
        raise InvalidInput(message)


def check_transaction(rows: Sequence[Row]) -> None:
    """Refuse what can't be one transaction; it is never split, that would lose it."""
    keys = {row.rk for row in rows}
    one_partition = len({row.pk for row in rows}) == 1
    if not one_partition or len(keys) < len(rows) or len(rows) > TRANSACTION_ROWS:
        message = (
            f"a transaction needs 1 to {TRANSACTION_ROWS} different rows of one "
            f"partition: {len(rows)} rows, {len(keys)} keys"
        )
        raise InvalidInput(message)
    if sum(payload_bytes(row) for row in rows) > TRANSACTION_BYTES:
        message = f"the transaction on partition {rows[0].pk!r} is over 4 MiB"
        raise InvalidInput(message)


def entity_bytes(row: Row) -> int:
    """Compute an entity's size as the service counts it."""
    own = sum(
        _PROPERTY_COST + 2 * len(name) + _value_bytes(value)
        for name, value in row.values.items()
    )
    keys = 2 * (_units(row.pk, "PartitionKey") + _units(row.rk, "RowKey"))
    return _ENTITY_COST + keys + own + _TIMESTAMP_COST


def payload_bytes(row: Row) -> int:
    """Estimate, from above, what a row takes in the body of a transaction."""
    own = sum(
        _PROPERTY_SYNTAX + 2 * len(name) + _sent_bytes(value)
        for name, value in row.values.items()
    )
    return _ROW_HEADERS + 3 * (len(row.pk) + len(row.rk)) + own


def _stored_value(row: Row, name: str, value: Value) -> Value:
    # bool before int, and exact types, so that a StrEnum comes back as it will later.
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        _check(-_INT64 <= value < _INT64, row, name, "is beyond Int64")
        return int(value)
    if isinstance(value, float):
        _check(math.isfinite(value), row, name, "is not a finite number")
        return float(value)
    if isinstance(value, str):
        units = _units(value, f"{row.pk}/{row.rk}.{name}")
        _check(units <= STRING_UNITS, row, name, f"is over {STRING_UNITS} UTF-16 units")
        return str(value)
    if isinstance(value, bytes):
        _check(len(value) <= BINARY_BYTES, row, name, f"is over {BINARY_BYTES} bytes")
        return value
    return _stored_datetime(row, name, value)


def _stored_datetime(row: Row, name: str, value: object) -> datetime:
    if not isinstance(value, datetime):
        message = f"row {row.pk}/{row.rk}: {name} is a {type(value).__name__}"
        raise InvalidInput(message)
    _check(value.utcoffset() is not None, row, name, "has no time zone")
    _check(value >= _EARLIEST, row, name, "is before 1601")
    return value.astimezone(UTC)


def _check(allowed: bool, row: Row, name: str, problem: str) -> None:  # noqa: FBT001  # reads as the rule
    if not allowed:
        message = f"row {row.pk}/{row.rk}: {name} {problem}"
        raise InvalidInput(message)


def _check_name(row: Row, name: str) -> None:
    good = _NAME.fullmatch(name) is not None and len(name) <= NAME_LENGTH
    _check(good and name not in _RESERVED, row, name, "is no name for a property")


def _check_size(row: Row) -> None:
    check_key(row.pk)
    check_key(row.rk)
    many = len(row.values)
    _check(many <= OWN_PROPERTIES, row, "the row", f"has {many} properties")
    size = entity_bytes(row)
    _check(size <= ENTITY_BYTES, row, "the row", f"takes {size} bytes, over 1 MiB")


def _units(text: str, where: str) -> int:
    if text.isascii():
        return len(text)
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError as error:
        message = f"{where!a} has half a character (a lone surrogate)"
        raise InvalidInput(message) from error


def _value_bytes(value: Value) -> int:
    if isinstance(value, str):
        return _STRING_COST + 2 * _units(value, "value")
    if isinstance(value, bytes):
        return _STRING_COST + len(value)
    return 1 if isinstance(value, bool) else 8


def _sent_bytes(value: Value) -> int:
    if isinstance(value, str):
        return len(json.dumps(value))
    if isinstance(value, bytes):
        return len(value) * 4 // 3 + 4
    return 40
