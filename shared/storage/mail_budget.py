"""How much mail was written: a row a day and kind, counted before anything leaves."""

import json
from datetime import datetime

from shared.domain.errors import Conflict
from shared.storage.gateway import Row, Tables
from shared.storage.keys import joined

TABLE = "mailbudgets"
_TRIES = 50


class TableMailBudget:
    """Counts by hour in table `mailbudgets`; what is taken is never given back."""

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id

    def take(self, kind: str, at: datetime, *, hourly: int, daily: int) -> bool:
        """Count one mail more, or tell that hour or day are full."""
        for _ in range(_TRIES):
            row = self._row(kind, at)
            counts = _counts(row)
            if not _left(counts, at, hourly, daily):
                return False
            counts[_hour(at)] = counts.get(_hour(at), 0) + 1
            fresh = Row(row.pk, row.rk, {"hours": json.dumps(counts)}, row.etag)
            try:
                if row.etag:
                    self._tables.replace(TABLE, fresh)
                else:
                    self._tables.insert(TABLE, [fresh])
            except Conflict:
                continue
            return True
        return False  # too many at once: later is soon enough

    def left(self, kind: str, at: datetime, *, hourly: int, daily: int) -> bool:
        """Tell whether one more may be written."""
        return _left(_counts(self._row(kind, at)), at, hourly, daily)

    def _row(self, kind: str, at: datetime) -> Row:
        key = joined(kind, f"{at:%Y-%m-%d}")
        found = self._tables.get(TABLE, self._tenant_id, key)
        return found or Row(self._tenant_id, key)


def _counts(row: Row) -> dict[str, int]:
    counts: dict[str, int] = json.loads(str(row.values.get("hours", "{}")))
    return counts


def _left(counts: dict[str, int], at: datetime, hourly: int, daily: int) -> bool:
    return counts.get(_hour(at), 0) < hourly and sum(counts.values()) < daily


def _hour(at: datetime) -> str:
    return f"{at:%H}"
