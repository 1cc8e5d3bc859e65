"""Rows of a page: each becomes a model, or is set aside with its reason."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import ValidationError

from shared.domain.errors import RecordRejected
from shared.domain.text import one_line
from shared.ports import Rejected

_REASON_LIMIT = 300
_DOCUMENT_LIMIT = 4000
_MOST = 10**18
# Only numbers, dates and ids go to quarantine: names, mail and notes stay where they
# are. A row's other texts are shown by their length.
_IMPERSONAL = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ][\d:.Zz+-]{0,30})?"
    r"|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    re.ASCII,
)


class Identified(Protocol):
    """A model with an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Sifted(Generic[T]):
    """What became of the rows; each id stands once, the first row of it counts."""

    items: tuple[T, ...]
    rejected: tuple[Rejected, ...]


def sift(
    resource: str,
    rows: Iterable[object],
    to_model: Callable[[Mapping[str, object]], T | None],
) -> Sifted[T]:
    """Convert rows; `to_model` gives None for what is no record of ours."""
    items: dict[str, T] = {}
    rejected = []
    for row in rows:
        try:
            model = read_row(row, to_model)
        except RecordRejected as error:
            rejected.append(_set_aside(resource, row, error))
        else:
            if model is not None:
                items.setdefault(model.id, model)
    return Sifted(items=tuple(items.values()), rejected=tuple(rejected))


def read_row(row: object, to_model: Callable[[Mapping[str, object]], R]) -> R:
    """Convert one row; RecordRejected names the field and what is wrong with it."""
    if not isinstance(row, Mapping):
        message = f"a record was expected, {type(row).__name__} came"
        raise RecordRejected(message, source_id="")
    try:
        return to_model(row)
    except ValidationError as error:
        raise RecordRejected(_reason(error), source_id=_source_id(row)) from error
    except (ValueError, ArithmeticError) as error:
        reason = one_line(error, _REASON_LIMIT) or type(error).__name__
        raise RecordRejected(reason, source_id=_source_id(row)) from error


def _reason(error: ValidationError) -> str:
    faults = (
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
        for fault in error.errors(include_url=False, include_input=False)
    )
    return one_line("; ".join(faults), _REASON_LIMIT)


def _set_aside(resource: str, row: object, error: RecordRejected) -> Rejected:
    return Rejected(
        resource=resource,
        source_id=error.source_id,
        reason=one_line(error, _REASON_LIMIT),
        document=_excerpt(row),
    )


def _source_id(row: Mapping[str, object]) -> str:
    return one_line(row.get("id"), 64)


def _excerpt(row: object) -> str:
    if not isinstance(row, Mapping):
        return ""
    told = ((key, value) for key, value in row.items() if value not in (None, ""))
    shown = {one_line(key, 64): _shown(value) for key, value in told}
    return json.dumps(shown, default=str, separators=(",", ":"))[:_DOCUMENT_LIMIT]


def _shown(value: object) -> object:
    if isinstance(value, int) and abs(value) <= _MOST:
        return value
    if isinstance(value, str):
        return value if _IMPERSONAL.fullmatch(value) else f"text of {len(value)}"
    if isinstance(value, list | Mapping):
        return f"{type(value).__name__} of {len(value)}"
    return str(value)[:40]
