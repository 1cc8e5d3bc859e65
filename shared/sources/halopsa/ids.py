"""Ids as HaloPSA writes them: 12, 12.0, "12", -240 or a GUID; always text to us."""

import re
from decimal import Decimal

from shared.domain.errors import SourceRejected

_NUMBER = re.compile(r"(-?\d{1,18})(?:\.0+)?", re.ASCII)
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_NO_GUID = "00000000-0000-0000-0000-000000000000"
_PLACEHOLDERS = frozenset({"0", "-1", _NO_GUID})


def identifier(value: object) -> str:
    """Read an id as text; whole floats lose their fraction. Raises ValueError.

    >>> identifier(12.0), identifier("-240")
    ('12', '-240')
    """
    number = _NUMBER.fullmatch(_text(value))
    if number:
        return str(int(number[1]))
    guid = _GUID.fullmatch(_text(value).lower())
    if guid:
        return guid[0]
    message = f"{str(value)[:40]!r} is not an id"
    raise ValueError(message)


def reference(value: object) -> str | None:
    """Read the id of another record; 0, -1 and the empty GUID stand for none."""
    if value is None or value == "":
        return None
    found = identifier(value)
    return None if found in _PLACEHOLDERS else found


def own_id(value: object) -> str:
    """Read a record's own id, which can't be 0. Raises ValueError."""
    found = identifier(value)
    if found in {"0", _NO_GUID}:
        message = f"{found} is no record's id"
        raise ValueError(message)
    return found


def written_id(text: str, what: str) -> int:
    """Give an id for writing, where HaloPSA wants whole numbers."""
    try:
        return int(text)
    except ValueError:
        message = f"halopsa: {what} {text[:40]!r} is not a number"
        raise SourceRejected(message) from None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, float | Decimal):
        return format(Decimal(value), "f") if Decimal(value).is_finite() else ""
    return str(value).strip() if isinstance(value, int | str) else ""
