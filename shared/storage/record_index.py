"""The index of source records: where each is stored and what it said, in buckets."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256

from shared.domain.sync import IndexEntry
from shared.storage.gateway import Row, Tables
from shared.storage.keys import joined, ordered

TABLE = "recordindex"
_BUCKET = 1000  # ids a bucket: a page of neighbours is one or two transactions


class TableRecordIndex:
    """Entries by resource and bucket in table `recordindex`.

    It holds ids and hashes only; a customer's own data stays in its key range.
    """

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id

    def known(self, resource: str, ids: Iterable[str]) -> dict[str, IndexEntry]:
        """Find the entries of ids, a range read for each bucket."""
        buckets: dict[str, list[str]] = defaultdict(list)
        for record_id in ids:
            buckets[_bucket(record_id)].append(record_id)
        found: dict[str, IndexEntry] = {}
        for bucket, wanted in buckets.items():
            keys = sorted(ordered(record_id) for record_id in wanted)
            entries = self._range(resource, bucket, keys[0], keys[-1])
            found |= {e.id: e for e in entries if e.id in set(wanted)}
        return found

    def between(self, resource: str, first: str, last: str) -> list[IndexEntry]:
        """List the entries of numeric ids from first to last, both included."""
        low, high = int(first) // _BUCKET, int(last) // _BUCKET
        found: list[IndexEntry] = []
        for number in range(low, high + 1):
            bucket = ordered(str(number))
            found += self._range(resource, bucket, ordered(first), ordered(last))
        return found

    def in_bucket(self, resource: str, bucket: str) -> list[IndexEntry]:
        """List all entries of a named bucket."""
        rows = self._tables.query(TABLE, pk=_partition(resource, bucket))
        return [_entry(row) for row in rows]

    def put(
        self, resource: str, entries: Iterable[IndexEntry], bucket: str = ""
    ) -> None:
        """Write entries, in the named bucket or in those of their ids."""
        self._tables.put(TABLE, self._rows(resource, entries, bucket))

    def remove(
        self, resource: str, entries: Iterable[IndexEntry], bucket: str = ""
    ) -> None:
        """Delete entries."""
        self._tables.delete(TABLE, self._rows(resource, entries, bucket))

    def _range(
        self, resource: str, bucket: str, first: str, last: str
    ) -> Iterator[IndexEntry]:
        rows = self._tables.query(
            TABLE,
            pk=_partition(resource, bucket),
            rk_from=first,
            rk_below=last + "~",
        )
        return map(_entry, rows)

    def _rows(
        self, resource: str, entries: Iterable[IndexEntry], bucket: str
    ) -> Iterator[Row]:
        for entry in entries:
            values = {"tenant_id": self._tenant_id, **entry.model_dump()}
            where = bucket or _bucket(entry.id)
            yield Row(_partition(resource, where), ordered(entry.id), values)


def _partition(resource: str, bucket: str) -> str:
    return joined(resource, bucket)


def _bucket(record_id: str) -> str:
    if record_id.isdigit():
        return ordered(str(int(record_id) // _BUCKET))
    return "x" + sha256(record_id.encode()).hexdigest()[:2]


def _entry(row: Row) -> IndexEntry:
    wanted = IndexEntry.model_fields
    return IndexEntry.model_validate({k: str(row.values[k]) for k in wanted})
