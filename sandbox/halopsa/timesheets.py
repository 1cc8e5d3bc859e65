"""The window of `GET /TimesheetEvent`: full instants only."""

from bisect import bisect_left, bisect_right
from datetime import timedelta

from sandbox.halopsa.instance import Instance
from sandbox.halopsa.query import Query
from sandbox.rows import Row, moment, stamp

ROLLING_DAYS = 7


def window(rows: list[Row], query: Query, instance: Instance) -> list[Row]:
    """Return the events of a window; `rows` are in order of start.

    Without a window it is the last days only. A bound that is a date without a time
    mis-filters at real tenants; here it cuts a day too much, so that a client that
    sends such bounds loses events.
    """
    now = instance.clock.now()
    low = _bound(query, "start_date", cut_days=1)
    high = _bound(query, "end_date", cut_days=-1)
    if low is None and high is None:
        low, high = stamp(now - timedelta(days=ROLLING_DAYS)), stamp(now)
    first, last = low or "", high or "9999"
    if instance.options.bounds_inclusive:
        return rows[_left(rows, first) : _right(rows, last)]
    return rows[_right(rows, first) : _left(rows, last)]


def _left(rows: list[Row], bound: str) -> int:
    return bisect_left(rows, bound, key=_start)


def _right(rows: list[Row], bound: str) -> int:
    return bisect_right(rows, bound, key=_start)


def _start(row: Row) -> str:
    return str(row["start_date"])


def _bound(query: Query, name: str, *, cut_days: int) -> str | None:
    value = query.instant(name)
    if value is None or not query.is_day_only(name):
        return value
    return stamp(moment(value) + timedelta(days=cut_days))
