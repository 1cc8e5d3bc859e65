"""The search: one sort, few filters, two hundred a page, ten thousand in all."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sandbox.halopsa.messages import Request, Response, json_response
from sandbox.hubspot.bodies import body_of
from sandbox.hubspot.kinds import Kind
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.reading import record_row
from sandbox.hubspot.records import Record, shown
from sandbox.hubspot.refusals import invalid
from sandbox.rows import Row

_FIELDS = ("filterGroups", "filters", "sorts", "properties", "limit", "after", "query")
_PAGE, _DEFAULT, _BODY = 200, 10, 3000
_GROUPS, _FILTERS, _ALL_FILTERS = 5, 6, 18
Value = int | str

_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "EQ": lambda a, b: a == b,
    "LT": lambda a, b: a < b,  # type: ignore[operator]  # both came from one reader
    "LTE": lambda a, b: a <= b,  # type: ignore[operator]
    "GT": lambda a, b: a > b,  # type: ignore[operator]
    "GTE": lambda a, b: a >= b,  # type: ignore[operator]
}
_OTHER = frozenset(
    {"NEQ", "BETWEEN", "IN", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY"}
)


def search(portal: Portal, kind: Kind, request: Request) -> Response:
    """Answer POST search from the index, which may lag."""
    if len(request.body) > _BODY:
        raise invalid(f"the search's body exceeds {_BODY} characters")
    body = body_of(request, _FIELDS)
    limit, after = int(body.get("limit", _DEFAULT)), int(body.get("after") or 0)
    if not 1 <= limit <= _PAGE:
        raise invalid(f"limit must be between 1 and {_PAGE}")
    if after + limit > portal.options.search_cap:
        raise invalid(f"paging past {portal.options.search_cap} results is refused")
    groups = _groups(body)
    found = [
        record
        for record in portal.records.searchable(kind)
        if not groups or any(_fits(portal, kind, record, g) for g in groups)
    ]
    _sort(kind, found, body.get("sorts") or [])
    page = found[after : after + limit]
    query = {"properties": ",".join(body.get("properties") or [])}
    told: Row = {
        "total": len(found),
        "results": [record_row(portal, kind, record, query) for record in page],
    }
    if after + limit < len(found):
        told["paging"] = {"next": {"after": str(after + limit)}}
    return json_response(told)


def _groups(body: Row) -> list[list[Row]]:
    groups = [group["filters"] for group in body.get("filterGroups") or []]
    if body.get("filters"):
        groups.append(body["filters"])
    count = sum(map(len, groups))
    if len(groups) > _GROUPS or count > _ALL_FILTERS:
        raise invalid("too many filters")
    for group in groups:
        if len(group) > _FILTERS:
            raise invalid("too many filters in a group")
        for one in group:
            _check(one)
    return groups


def _check(one: Row) -> None:
    operator = one.get("operator")
    if operator not in _COMPARE and operator not in _OTHER:
        raise invalid(f"unknown operator {operator!r}")
    for name in ("value", "highValue"):
        if name in one and not isinstance(one[name], str):
            raise invalid(f"{name} must be a string")


def _fits(portal: Portal, kind: Kind, record: Record, group: list[Row]) -> bool:
    every = shown(kind, record)
    return all(_passes(portal, kind, every, one) for one in group)


def _passes(portal: Portal, kind: Kind, every: dict[str, str | None], one: Row) -> bool:
    name, operator = str(one["propertyName"]), str(one["operator"])
    if name not in portal.schema[kind.name]:
        raise invalid(f"unknown property {name!r}")
    text = every.get(name)
    if operator in {"HAS_PROPERTY", "NOT_HAS_PROPERTY"}:
        return bool(text) == (operator == "HAS_PROPERTY")
    if operator in {"IN", "NOT_IN"}:
        return bool(text in one["values"]) == (operator == "IN")
    if operator == "NEQ":
        return bool(text != one["value"])
    if not text:
        return False
    read = _reader(portal.schema[kind.name][name]["type"], name)
    if operator == "BETWEEN":
        return _COMPARE["LTE"](read(one["value"]), read(text)) and _COMPARE["LTE"](
            read(text), read(one["highValue"])
        )
    return _COMPARE[operator](read(text), read(one["value"]))


def _reader(kind: str, name: str) -> Callable[[str], Value]:
    if kind == "datetime":
        return _milliseconds
    return int if name == "hs_object_id" else str


def _milliseconds(text: str) -> int:
    if text.lstrip("-").isdigit():
        return int(text)
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def _sort(kind: Kind, found: list[Record], sorts: list[Row | str]) -> None:
    if len(sorts) > 1:
        raise invalid("only one sort is allowed")
    for name, descending in _named(sorts):
        found.sort(
            key=lambda r: (
                (len(shown(kind, r).get(name) or ""), shown(kind, r)[name])
                if name == "hs_object_id"
                else shown(kind, r).get(name) or ""
            ),
            reverse=descending,
        )


def _named(sorts: list[Row | str]) -> Iterator[tuple[str, bool]]:
    for one in sorts:
        if isinstance(one, str):
            yield one.removeprefix("-"), one.startswith("-")
        else:
            yield one["propertyName"], one.get("direction") == "DESCENDING"
