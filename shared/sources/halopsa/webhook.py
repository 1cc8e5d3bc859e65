"""Webhook bodies: which objects may have changed, and nothing else of them."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.errors import InvalidInput
from shared.sources.halopsa.ids import identifier, reference
from shared.sources.web.reply import decoded

LARGEST_BODY = 256 * 1024
MOST_ENTRIES = 500

# What the event's name speaks of, the first that fits; casing differs by version.
_KINDS = (
    ("feedback", re.compile(r"feedback|survey|satisfaction", re.IGNORECASE)),
    ("contract", re.compile(r"contract|agreement|pre-?pay", re.IGNORECASE)),
    ("invoice", re.compile(r"invoice", re.IGNORECASE)),
    ("quote", re.compile(r"quot", re.IGNORECASE)),
    ("note", re.compile(r"crm note", re.IGNORECASE)),
    ("ticket", re.compile(r"ticket|sla|re-?assign|status|deadline", re.IGNORECASE)),
)
# Objects that the payload styles put beside the event; a ticket's id is best.
_OBJECTS = ("ticket", "contract", "invoice", "feedback")


@dataclass(frozen=True, slots=True)
class Hint:
    """An object to read again; `kind` is `other` when the event names none we know."""

    kind: str
    object_id: str
    delivery_id: str


def hints(body: bytes) -> tuple[Hint, ...]:
    """Read the hints of one delivery, single or batched, each once.

    Entries that name no object are skipped, because HaloPSA switches off a webhook
    whose deliveries are refused. Raises InvalidInput for a body that is no JSON object
    or array of objects, is over 256 KiB or 500 entries, or has a key twice or NaN.
    """
    if len(body) > LARGEST_BODY:
        message = f"webhook body of {len(body)} bytes is over {LARGEST_BODY}"
        raise InvalidInput(message)
    try:
        payload = decoded(body, constant=_refused)
    except ValueError as error:
        message = f"webhook body is no JSON: {str(error)[:100]}"
        raise InvalidInput(message) from error
    entries = payload if isinstance(payload, list) else [payload]
    if len(entries) > MOST_ENTRIES:
        message = f"webhook body has {len(entries)} entries, over {MOST_ENTRIES}"
        raise InvalidInput(message)
    found = (_hint(_fields(entry)) for entry in entries)
    return tuple(dict.fromkeys(hint for hint in found if hint is not None))


def _refused(name: str) -> object:
    message = f"{name} is no number"
    raise ValueError(message)


def _fields(entry: object) -> dict[str, object]:
    if not isinstance(entry, Mapping):
        message = "webhook entry is no object"
        raise InvalidInput(message)
    return {_plain(key): value for key, value in entry.items()}


def _plain(key: str) -> str:
    return key.lower().replace("_", "")


def _hint(fields: Mapping[str, object]) -> Hint | None:
    delivery_id = _delivery_id(fields)
    for kind in _OBJECTS:
        nested = fields.get(kind)
        if isinstance(nested, Mapping):
            object_id = _id(_fields(nested).get("id"))
            if object_id:
                return Hint(kind, object_id, delivery_id)
    object_id = _id(fields.get("objectid"))
    if object_id is None:
        return None
    event = str(fields.get("event") or fields.get("eventname") or "")[:200]
    kind = next((name for name, form in _KINDS if form.search(event)), "other")
    return Hint(kind, object_id, delivery_id)


def _id(value: object) -> str | None:
    try:
        return reference(value)
    except ValueError:
        return None


def _delivery_id(fields: Mapping[str, object]) -> str:
    """Give the delivery's own id, or one made of its content."""
    try:
        return identifier(fields.get("id"))
    except ValueError:
        text = json.dumps(fields, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]
