"""Which rows a list holds and in which order, remembered until the table changes."""

from collections import OrderedDict

from sandbox.halopsa.conditions import Equality, tests_of
from sandbox.halopsa.instance import Instance
from sandbox.halopsa.query import Query
from sandbox.halopsa.resources import Resource
from sandbox.halopsa.store import Table
from sandbox.rows import Row

REMEMBERED = 16
ORDERS = ("", "2", "3", "4", "5")

CacheKey = tuple[str, int, tuple[tuple[str, str], ...]]


class Selections:
    """Selected rows per query, so that 600 pages do not mean 600 full scans."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._known: OrderedDict[CacheKey, list[Row]] = OrderedDict()

    def rows(self, resource: Resource, query: Query) -> list[Row]:
        table = self._instance.store[resource.name]
        key = (resource.name, table.version, query.selection())
        if key not in self._known:
            self._known[key] = self._select(table, resource, query)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    def _select(self, table: Table, resource: Resource, query: Query) -> list[Row]:
        tests = tests_of(resource.conditions, query, self._instance.options)
        found = [
            row
            for row in _candidates(table, resource, query)
            if all(test(row) for test in tests)
        ]
        return _ordered(found, resource, query)


def _candidates(table: Table, resource: Resource, query: Query) -> list[Row]:
    """Return a superset of the answer, small when an indexed id is asked for."""
    for condition in resource.conditions:
        if isinstance(condition, Equality):
            wanted = condition.wanted(query)
            if len(wanted) == 1:
                return table.where(condition.field, wanted[0])
    return list(table)


def _ordered(rows: list[Row], resource: Resource, query: Query) -> list[Row]:
    known = rows[0].keys() if rows else ()
    orders = [n for n in ORDERS if query.text(f"order{n}").lower() in known]
    if not orders and resource.newest_first:
        return sorted(rows, key=lambda row: row["id"], reverse=True)
    for number in reversed(orders):
        field = query.text(f"order{number}").lower()
        descending = query.flag(f"orderdesc{number}")
        rows = sorted(rows, key=lambda row: _rank(row.get(field)), reverse=descending)
    return rows


def _rank(value: object) -> tuple[int, float, str]:
    """Order nulls first, then numbers, then texts."""
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, int | float):
        return (1, float(value), "")
    return (2, 0.0, str(value))
