"""Reading what was sent: JSON bodies, their known fields, and properties as texts."""

import json
from collections.abc import Iterable

from sandbox.halopsa.messages import Request
from sandbox.hubspot.refusals import invalid
from sandbox.rows import Row


def body_of(request: Request, known: Iterable[str]) -> Row:
    """Return the JSON object; unknown fields are refused, as the API does."""
    try:
        payload = json.loads(request.body or b"{}")
    except ValueError:
        raise invalid("Invalid input JSON: unable to parse the body") from None
    if not isinstance(payload, dict):
        raise invalid("Invalid input JSON: an object is needed")
    if unknown := sorted(set(payload) - set(known)):
        raise invalid(f"Invalid input JSON: unknown field {unknown[0]!r}")
    return payload


def inputs_of(
    request: Request, most: int, known: Iterable[str], beside: Iterable[str] = ()
) -> list[Row]:
    """Return a batch's inputs; too many, or a field that is none, is refused."""
    rows = body_of(request, ("inputs", *beside)).get("inputs")
    if not isinstance(rows, list) or not rows:
        raise invalid("Invalid input JSON: inputs must not be empty")
    if len(rows) > most:
        raise invalid(f"Batch size {len(rows)} exceeds the limit of {most}")
    fields = set(known)
    for row in rows:
        if unknown := sorted(set(row) - fields):
            raise invalid(f"Invalid input JSON: unknown field {unknown[0]!r}")
    return rows


def properties_of(row: Row) -> dict[str, str]:
    """Return the properties, which must be texts; null leaves one as it is."""
    found: dict[str, str] = {}
    for name, value in (row.get("properties") or {}).items():
        if value is None:
            continue
        if not isinstance(value, str):
            raise invalid(f"Invalid input JSON: property {name!r} must be a string")
        found[name] = value
    return found


def listed(text: str) -> list[str]:
    """Return a comma-separated list of the query."""
    return [part for part in text.split(",") if part]
