"""What came back: a reply as it is, and the JSON in it if it is what was asked for."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus

from shared.domain.text import one_line

# No page of 100 rows comes near it; unpaged survey answers of years do not either.
SIZE_LIMIT = 64 * 1024 * 1024
_REQUEST_IDS = (
    *("x-request-id", "request-id", "x-correlation-id", "x-azure-ref"),
    "x-hubspot-correlation-id",
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole response; header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether it was a success."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def request_id(self) -> str:
        """The id by which the vendor or its proxy knows the request, if it told."""
        found = (self.headers.get(name, "") for name in _REQUEST_IDS)
        return one_line(next((text for text in found if text), ""), 80)

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def not_a_number(name: str) -> str:
    """Give a text that no number and no id is, so that only this row is set aside."""
    return f"not a number: {name}"


def decoded(body: bytes, *, constant: Callable[[str], object] = not_a_number) -> object:
    """Decode JSON with decimals; ValueError when it is broken or has a key twice.

    `constant` gives the value of NaN and Infinity, which JSON does not have.
    """
    try:
        return json.loads(
            body.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=constant,
            object_pairs_hook=_object,
        )
    except RecursionError:
        message = "JSON is nested too deeply"
        raise ValueError(message) from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "JSON has a key twice"
        raise ValueError(message)
    return found
