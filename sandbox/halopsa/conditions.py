"""What a list's query parameters ask of a row."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sandbox.halopsa.options import Options
from sandbox.halopsa.query import Query
from sandbox.rows import Row, moment, stamp

Test = Callable[[Row], bool]
Condition = Callable[[Query, Options], Test | None]

EQUALS = 2  # filter_type of an advanced search


@dataclass(frozen=True)
class Equality:
    """`parameter=N` or `parameter=N,M` keeps the rows whose field has such a value."""

    parameter: str
    field: str

    def wanted(self, query: Query) -> list[int]:
        return query.integers(self.parameter)

    def __call__(self, query: Query, _options: Options) -> Test | None:
        wanted = frozenset(self.wanted(query))
        return (lambda row: row.get(self.field) in wanted) if wanted else None


def equalities(*names: str, **renamed: str) -> tuple[Condition, ...]:
    """Return an equality for each parameter, named like its field or renamed."""
    same = (Equality(name, name) for name in names)
    return (*same, *(Equality(name, field) for name, field in renamed.items()))


def active_by(field: str, *, active_value: bool) -> Condition:
    """Hide inactive rows unless `includeinactive=true`."""

    def condition(query: Query, _options: Options) -> Test | None:
        if query.is_false("includeactive"):
            return lambda row: bool(row.get(field)) is not active_value
        if query.flag("includeinactive"):
            return None
        return lambda row: bool(row.get(field)) is active_value

    return condition


def between(
    field: str, start: str, end: str, *, zone_allowed: bool = True
) -> Condition:
    """Keep rows whose instant lies in the window; inclusive or not by option."""

    def condition(query: Query, options: Options) -> Test | None:
        low = _shifted(query.instant(start, zone_allowed=zone_allowed), options)
        high = _shifted(query.instant(end, zone_allowed=zone_allowed), options)
        if low is None and high is None:
            return None
        return _window(field, low, high, inclusive=options.bounds_inclusive)

    return condition


def changed(field: str) -> Condition:
    """Keep rows last changed in the window."""
    return between(field, "lastupdatefromdate", "lastupdatetodate")


def searches(*fields: str) -> Condition:
    """Keep rows with the `search` text in one of the fields."""

    def condition(query: Query, _options: Options) -> Test | None:
        text = query.text("search").lower()
        if not text:
            return None
        return lambda row: any(text in str(row.get(f) or "").lower() for f in fields)

    return condition


def flagged(parameter: str, test: Test) -> Condition:
    """Apply a test when the parameter is `true`."""

    def condition(query: Query, _options: Options) -> Test | None:
        return test if query.flag(parameter) else None

    return condition


def advanced_search(query: Query, _options: Options) -> Test | None:
    """Apply `[{"filter_name","filter_type","filter_value"}]`; only equals is known."""
    try:
        filters = json.loads(query.text("advanced_search") or "[]")
    except json.JSONDecodeError:
        return None
    pairs = [
        (str(item.get("filter_name")), str(item.get("filter_value")).lower())
        for item in filters
        if isinstance(item, dict) and item.get("filter_type") == EQUALS
    ]
    if not pairs:
        return None
    return lambda row: all(str(row.get(k, "")).lower() == v for k, v in pairs)


def tests_of(
    conditions: Sequence[Condition], query: Query, options: Options
) -> list[Test]:
    """Return the tests that this query really asks for."""
    found = (condition(query, options) for condition in conditions)
    return [test for test in found if test is not None]


def _window(field: str, low: str | None, high: str | None, *, inclusive: bool) -> Test:
    def test(row: Row) -> bool:
        value = row.get(field)
        if value is None:
            return False
        if inclusive:
            return (low is None or value >= low) and (high is None or value <= high)
        return (low is None or value > low) and (high is None or value < high)

    return test


def _shifted(value: str | None, options: Options) -> str | None:
    if value is None or not options.filter_offset_minutes:
        return value
    return stamp(moment(value) - timedelta(minutes=options.filter_offset_minutes))
