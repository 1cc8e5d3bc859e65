"""What a portal refuses to store: unknown, read-only, malformed, missing values."""

import json
import re
from datetime import datetime

from sandbox.hubspot.kinds import READ_ONLY, Kind
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.records import Record
from sandbox.hubspot.refusals import Refused, invalid, problem
from sandbox.rows import Row

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NOTE_MOST = 65_536


def check_write(
    portal: Portal, kind: Kind, sent: dict[str, str], old: Record | None
) -> None:
    """Raise Refused unless the properties may be written."""
    schema = portal.schema[kind.name]
    for name, value in sent.items():
        code = _fault(schema.get(name), name, value)
        if code:
            raise _not_valid(name, value, code)
    _check_conflict(portal, kind, sent, old)
    merged = {**(old.properties if old else {}), **sent}
    if old is None:
        _check_creation(portal, kind, merged)
    _check_deal(portal, kind, merged)


def derived(portal: Portal, kind: Kind, sent: dict[str, str]) -> dict[str, str]:
    """Return what the portal itself sets beside the properties sent."""
    if kind.name != "deals" or "dealstage" not in sent:
        return sent
    stage = portal.stage(sent["dealstage"]) or {"metadata": {}}
    probability = stage["metadata"].get("probability")
    closed = stage["metadata"].get("isClosed", "false")
    won = "true" if closed == "true" and probability == "1.0" else "false"
    return {**sent, "hs_is_closed": closed, "hs_is_closed_won": won}


def _fault(definition: Row | None, name: str, value: str) -> str:
    if definition is None or definition["archived"]:
        return "PROPERTY_DOESNT_EXIST"
    if name in READ_ONLY:
        return "READ_ONLY_VALUE"
    if not value:
        return ""
    options = {option["value"] for option in definition["options"]}
    if definition["type"] == "enumeration" and options and value not in options:
        return "INVALID_OPTION"
    if name == "email" and not _EMAIL.fullmatch(value):
        return "INVALID_EMAIL"
    return _ill_typed(definition["type"], value)


def _ill_typed(kind: str, value: str) -> str:
    try:
        if kind == "number":
            float(value)
        elif kind in {"date", "datetime"} and not value.isdigit():
            datetime.fromisoformat(value)
        elif kind == "bool" and value not in {"true", "false"}:
            return "INVALID_OPTION"
    except ValueError:
        return "INVALID_LONG" if kind == "number" else "INVALID_DATE"
    return ""


def _not_valid(name: str, value: str, code: str) -> Refused:
    detail = json.dumps([{"isValid": False, "error": code, "name": name}])
    message = f"Property values were not valid: {detail}"
    del value  # HubSpot repeats it; a log is no place for it
    return invalid(message, code=code, names=(name,))


def _check_conflict(
    portal: Portal, kind: Kind, sent: dict[str, str], old: Record | None
) -> None:
    unique = [n for n, d in portal.schema[kind.name].items() if d["hasUniqueValue"]]
    for name in unique:
        if not sent.get(name):
            continue
        other = by_unique(portal, kind, name, sent[name])
        if other and (old is None or other.id != old.id):
            raise problem(
                409,
                f"{kind.singular.title()} already exists. Existing ID: {other.id}",
                category="CONFLICT",
            )


def by_unique(portal: Portal, kind: Kind, name: str, value: str) -> Record | None:
    """Find the live record with a value of a unique property."""
    live = portal.records[kind].live.values()
    return next((r for r in live if r.properties.get(name) == value), None)


def _check_creation(portal: Portal, kind: Kind, merged: dict[str, str]) -> None:
    for group in kind.required:
        if not any(merged.get(name) for name in group):
            raise _missing(group[0], "MISSING_REQUIRED_PROPERTY")
    for where, name in portal.options.required:
        if where == kind.name and not merged.get(name):
            raise _missing(name, "MISSING_REQUIRED_PROPERTY")


def _check_deal(portal: Portal, kind: Kind, merged: dict[str, str]) -> None:
    if len(merged.get("hs_note_body", "")) > _NOTE_MOST:
        raise invalid("hs_note_body is too long")
    if kind.name != "deals":
        return
    pipeline, stage = merged.get("pipeline", ""), merged.get("dealstage", "")
    known = portal.pipelines.get(pipeline)
    if known is None:
        raise _not_valid("pipeline", pipeline, "INVALID_OPTION")
    if stage not in {row["id"] for row in known["stages"]}:
        raise _not_valid("dealstage", stage, "INVALID_OPTION")
    for where, name in portal.options.required:
        if where == f"deals:{stage}" and not merged.get(name):
            raise _missing(name, "MISSING_CONDITIONAL_REQUIRED_PROPERTY")


def _missing(name: str, code: str) -> Refused:
    return invalid(f"Required property {name} is missing", code=code, names=(name,))
