"""Tables and blobs in memory, with the semantics of the real ones."""

from bisect import bisect_left, insort
from collections import defaultdict
from itertools import count
from threading import RLock

from shared.domain.errors import Conflict, InvalidInput
from shared.storage.gateway import Row
from shared.storage.guards import check_key, check_transaction, stored
from shared.storage.keys import below
from shared.storage.names import check_blob, check_container, check_table
from shared.storage.transactions import windows

PAGE_ROWS = 1000  # of a query's answer, as the service cuts it


class MemoryTables:
    """Rows with etags; transactions are whole or not at all."""

    def __init__(self, page_rows=PAGE_ROWS):
        self.page_rows = page_rows
        self._tables = defaultdict(_Table)
        self._versions = count(1)
        self._lock = RLock()

    def insert(self, table, rows):
        check_table(table)
        ready = [stored(row) for row in rows]
        check_transaction(ready)
        with self._lock:
            kept = self._tables[table]
            if taken := [row.rk for row in ready if kept.get(row.pk, row.rk)]:
                message = f"insert into {table} {ready[0].pk}: {taken} are there"
                raise Conflict(message)
            self._write(table, ready)

    def put(self, table, rows):
        check_table(table)
        for transactions in windows(rows):
            for batch in transactions:
                with self._lock:
                    self._write(table, batch)

    def replace(self, table, row):
        check_table(table)
        if not row.etag:
            message = f"replace in {table} {row.pk}/{row.rk}: the row has no etag"
            raise InvalidInput(message)
        ready = stored(row)
        with self._lock:
            self._check_etag(table, row, missing_is_fine=False)
            self._write(table, [ready])
            return self._tables[table].get(row.pk, row.rk).etag

    def get(self, table, pk, rk):
        check_table(table)
        check_key(pk)
        check_key(rk)
        with self._lock:
            return self._tables[table].get(pk, rk)

    def query(  # noqa: PLR0913  # the port's bounds
        self,
        table,
        *,
        pk=None,
        pk_prefix=None,
        pk_from=None,
        pk_below=None,
        rk_from=None,
        rk_below=None,
        flag="",
    ):
        check_table(table)
        if pk_prefix:
            pk_from, pk_below = pk_prefix, below(pk_prefix)
        first = (
            _sortable(pk or pk_from or ""),
            _sortable(rk_from or "") if pk else "",
        )
        lowest, end = _sortable(rk_from or ""), _sortable(rk_below or "")
        limit = _sortable(pk_below) if pk_below else ""

        def wanted(key):
            in_rows = lowest <= key[1] and (rk_below is None or key[1] < end)
            return in_rows and (pk is None or key[0] == _sortable(pk))

        def is_past(key):
            return (pk is not None and key[0] > _sortable(pk)) or (
                limit and key[0] >= limit
            )

        position = (first, True)
        while position:
            with self._lock:
                page, position = self._tables[table].page(
                    position, self.page_rows, wanted, is_past
                )
            yield from (row for row in page if not flag or row.values.get(flag))

    def delete(self, table, rows):
        check_table(table)
        for transactions in windows(Row(r.pk, r.rk, {}, r.etag) for r in rows):
            for batch in transactions:
                with self._lock:
                    for row in batch:
                        self._check_etag(table, row, missing_is_fine=True)
                    for row in batch:
                        self._tables[table].remove(row.pk, row.rk)

    def rows(self):
        """Give all rows by table, to begin another world with."""
        return {table: kept.rows() for table, kept in self._tables.items()}

    def dump(self):
        """Give all rows as plain dicts, for a checker; a look makes no table."""
        return {
            table: [
                {"PartitionKey": row.pk, "RowKey": row.rk, **row.values}
                for row in kept.rows()
            ]
            for table, kept in self._tables.items()
            if kept.rows()
        }

    def _write(self, table, rows):
        for row in rows:
            etag = f'W/"{next(self._versions)}"'
            self._tables[table].set(Row(row.pk, row.rk, dict(row.values), etag))

    def _check_etag(self, table, row, *, missing_is_fine):
        kept = self._tables[table].get(row.pk, row.rk)
        if kept is None and missing_is_fine:
            return
        if kept is None or (row.etag and kept.etag != row.etag):
            message = f"{table} {row.pk}/{row.rk} changed or is gone"
            raise Conflict(message)


class _Table:
    """Rows of one table, and their keys in the service's order."""

    def __init__(self):
        self._rows = {}
        self._keys = []

    def get(self, pk, rk):
        row = self._rows.get((_sortable(pk), _sortable(rk)))
        # A copy, as from the network: changing it must not change what is stored.
        return row and Row(row.pk, row.rk, dict(row.values), row.etag)

    def set(self, row):
        key = (_sortable(row.pk), _sortable(row.rk))
        if key not in self._rows:
            insort(self._keys, key)
        self._rows[key] = row

    def remove(self, pk, rk):
        key = (_sortable(pk), _sortable(rk))
        if self._rows.pop(key, None):
            del self._keys[bisect_left(self._keys, key)]

    def rows(self):
        return [self._rows[key] for key in self._keys]

    def page(self, position, size, wanted, is_past):
        """Give up to `size` rows from a position, and where to go on."""
        key, inclusive = position
        place = bisect_left(self._keys, key)
        if not inclusive and place < len(self._keys) and self._keys[place] == key:
            place += 1
        found: list[Row] = []
        for key in self._keys[place:] if place else self._keys:
            if is_past(key):
                return found, None
            if wanted(key):
                found.append(self.get(self._rows[key].pk, self._rows[key].rk))
                if len(found) == size:
                    return found, (key, False)
        return found, None


class MemoryBlobs:
    """Blobs by container and name."""

    def __init__(self):
        self._blobs = {}
        self._lock = RLock()

    def put(self, container, name, data):
        check_container(container)
        check_blob(name)
        with self._lock:
            self._blobs[container, name] = bytes(data)

    def get(self, container, name):
        check_container(container)
        check_blob(name)
        return self._blobs.get((container, name))

    def names(self, container, prefix=""):
        check_container(container)
        with self._lock:
            found = sorted(
                name
                for place, name in self._blobs
                if place == container and name.startswith(prefix)
            )
        yield from found

    def dump(self):
        """Give all blobs as `{container: {name: bytes}}`, for a checker."""
        found: dict[str, dict[str, bytes]] = defaultdict(dict)
        for (container, name), data in sorted(self._blobs.items()):
            found[container][name] = data
        return dict(found)


def _sortable(text):
    """Give a text that sorts by UTF-16 units, as the service's keys do."""
    if text.isascii():
        return text
    data = text.encode("utf-16-be", "surrogatepass")
    pairs = zip(data[::2], data[1::2], strict=True)
    return "".join(chr(high << 8 | low) for high, low in pairs)
