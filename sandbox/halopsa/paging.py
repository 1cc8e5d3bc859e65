"""HaloPSA's paging: a silent cap, untrustworthy counts, `count` above all."""

from dataclasses import dataclass

from sandbox.halopsa.options import Options
from sandbox.halopsa.query import Query
from sandbox.halopsa.resources import Resource
from sandbox.rows import Row

DEFAULT_SIZE = 50
CAP = 100


@dataclass(frozen=True)
class Page:
    """The rows of one answer and what the envelope says about them."""

    rows: list[Row]
    record_count: int
    number: int
    size: int


def page_of(
    rows: list[Row], query: Query, resource: Resource, options: Options
) -> Page:
    """Cut the rows that one answer carries."""
    count = query.integer("count")
    if count is not None:
        return _counted(rows, count, resource)
    if not query.flag("pageinate"):
        return _unpaged(rows, resource)
    size = _size(query, options)
    number = 1 if resource.stuck_on_first_page else _number(query)
    if options.repeat_last_page:
        number = min(number, max(1, -(-len(rows) // size)))
    cut = rows[(number - 1) * size : number * size]
    told = DEFAULT_SIZE if options.record_count_lies else len(rows)
    return Page(cut, told, number, size)


def _counted(rows: list[Row], count: int, resource: Resource) -> Page:
    # With `count` the page parameters are ignored and record_count follows count.
    cut = rows[: min(count, resource.count_cap or count)]
    return Page(cut, len(cut), 1, count)


def _unpaged(rows: list[Row], resource: Resource) -> Page:
    cut = rows[:DEFAULT_SIZE] if resource.count_cap else rows
    return Page(cut, len(rows), 1, len(cut))


def _size(query: Query, options: Options) -> int:
    asked = query.integer("page_size") or DEFAULT_SIZE
    if options.page_size_ignored or asked < 1:
        return DEFAULT_SIZE
    return min(asked, CAP)


def _number(query: Query) -> int:
    return max(1, query.integer("page_no") or 1)
