"""Pages: how to ask for one, what is in it, and whether it is the last."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.domain.errors import SourceUnavailable

# More is cut to 100 without a word; a tenant that ignores the size gives 50.
PAGE_SIZE = 100
_DEFAULT_SIZE = 50
# Sizes that a cap may have: a page that is full under one of them proves no end.
_CAPS_ARE_MULTIPLES_OF = 5


@dataclass(frozen=True, slots=True)
class Page:
    """One answer's rows; `fingerprint` is the same for the same rows in order."""

    rows: Sequence[object]
    last: bool
    fingerprint: str


def page_parameters(number: int) -> dict[str, str]:
    """Ask for a page (1 is the first) in an order that new rows do not disturb.

    `count` would override the paging and is never sent with it.
    """
    return {
        "pageinate": "true",
        "page_no": str(number),
        "page_size": str(PAGE_SIZE),
        "order": "id",
    }


def page_of(payload: object, *, key: str, number: int, call: str) -> Page:
    """Unwrap an answer; SourceUnavailable when it holds no list of rows."""
    rows = rows_of(payload, key=key, call=call)
    return Page(
        rows=rows,
        last=_is_last(len(rows), number, _record_count(payload)),
        fingerprint=_fingerprint(rows),
    )


def rows_of(payload: object, *, key: str, call: str) -> Sequence[object]:
    """Give the rows of a bare array or an envelope, whatever its key is called."""
    if isinstance(payload, list):
        return payload
    if isinstance(payload, Mapping):
        named = payload.get(key)
        if isinstance(named, list):
            return named
        if "record_count" in payload:
            return _first_list(payload, call)
    raise _not_a_list(payload, call)


def _first_list(payload: Mapping[str, object], call: str) -> Sequence[object]:
    for name, value in payload.items():
        if name != "columns" and isinstance(value, list):
            return value
    if _record_count(payload) == 0:
        return ()
    raise _not_a_list(payload, call)


def _not_a_list(payload: object, call: str) -> SourceUnavailable:
    message = f"halopsa {call}: a list was asked for, {type(payload).__name__} came"
    return SourceUnavailable(message)


def _is_last(count: int, number: int, told: int | None) -> bool:
    """Tell whether nothing follows, never wrongly: at worst an empty page is read.

    A full page says nothing. A short one is the end if 100 rows a page are served, but
    a tenant may serve 50, or another size, without a word, and `record_count` may lie
    (it sticks at 50) or stand for this page alone. What the pages before held is not
    known here, because they may have been read by another worker. So a short page is
    the last only if its number of rows is no plausible page size and `record_count`
    agrees with it to the row, for pages of 100 or of the default 50. Everything else
    costs one more request, which finds an empty page or the same one again.
    """
    if count == 0:
        return True
    if count >= PAGE_SIZE or count % _CAPS_ARE_MULTIPLES_OF == 0:
        return False
    before = number - 1
    return told in {before * PAGE_SIZE + count, before * _DEFAULT_SIZE + count}


def _record_count(payload: object) -> int | None:
    told = payload.get("record_count") if isinstance(payload, Mapping) else None
    return told if isinstance(told, int) else None


def _fingerprint(rows: Sequence[object]) -> str:
    ids = [row.get("id") if isinstance(row, Mapping) else row for row in rows]
    return hashlib.sha256(repr(ids).encode(errors="replace")).hexdigest()[:32]
