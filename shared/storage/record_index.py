"""The index of source records: where each is stored and what it said, in buckets.

A bucket is one row: a thousand neighbouring ids, or one week of time. So a window of
thousands of records costs a handful of transactions to compare and to remember.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

from shared.domain.errors import Conflict
from shared.domain.sync import IndexEntry
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row, Tables
from shared.storage.keys import joined, ordered

TABLE = "recordindex"
_KEY = "entries"
_BUCKET = 1000  # ids a bucket
_TRIES = 20

Bucket = dict[str, list[str]]  # id → customer, month, hash


class TableRecordIndex:
    """Entries by resource and bucket in table `recordindex`.

    It holds ids and hashes only; a customer's own data stays in its key range.
    """

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id

    def known(self, resource: str, ids: Iterable[str]) -> dict[str, IndexEntry]:
        """Find the entries of ids, one read for each bucket."""
        buckets: dict[str, list[str]] = defaultdict(list)
        for record_id in ids:
            buckets[_bucket(record_id)].append(record_id)
        found: dict[str, IndexEntry] = {}
        for bucket, wanted in buckets.items():
            there, _ = self._read(resource, bucket)
            found |= {i: _entry(i, there[i]) for i in wanted if i in there}
        return found

    def between(self, resource: str, first: str, last: str) -> list[IndexEntry]:
        """List the entries of numeric ids from first to last, both included."""
        low, high = int(first), int(last)
        found: list[IndexEntry] = []
        for number in range(low // _BUCKET, high // _BUCKET + 1):
            entries = self.in_bucket(resource, ordered(str(number)))
            found += [entry for entry in entries if low <= int(entry.id) <= high]
        return found

    def in_bucket(self, resource: str, bucket: str) -> list[IndexEntry]:
        """List all entries of a named bucket."""
        there, _ = self._read(resource, bucket)
        return [_entry(record_id, parts) for record_id, parts in there.items()]

    def update(
        self,
        resource: str,
        put: Iterable[IndexEntry],
        remove: Iterable[IndexEntry] = (),
        bucket: str = "",
    ) -> None:
        """Write and delete entries, in the named bucket or in those of their ids."""
        written: dict[str, Bucket] = defaultdict(dict)
        for entry in put:
            parts = [entry.customer_id, entry.month, entry.hash]
            written[bucket or _bucket(entry.id)][entry.id] = parts
        gone: dict[str, set[str]] = defaultdict(set)
        for entry in remove:
            gone[bucket or _bucket(entry.id)].add(entry.id)
        for name in sorted({*written, *gone}):
            self._merge(resource, name, written[name], gone[name])

    def _merge(
        self, resource: str, bucket: str, written: Bucket, gone: set[str]
    ) -> None:
        """Read, change and replace a bucket; again if another worker was first."""
        for _ in range(_TRIES):
            there, etag = self._read(resource, bucket)
            kept = {i: parts for i, parts in there.items() if i not in gone}
            text = json.dumps(kept | written, separators=(",", ":"))
            values = packed(text) | {"tenant_id": self._tenant_id}
            row = Row(joined(resource, bucket), _KEY, values, etag)
            try:
                self._write(row)
            except Conflict:
                continue
            return
        message = f"index {resource} {bucket}: others keep changing it"
        raise Conflict(message)

    def _write(self, row: Row) -> None:
        if row.etag:
            self._tables.replace(TABLE, row)
        else:
            self._tables.insert(TABLE, [row])

    def _read(self, resource: str, bucket: str) -> tuple[Bucket, str]:
        row = self._tables.get(TABLE, joined(resource, bucket), _KEY)
        if row is None:
            return {}, ""
        content: Bucket = json.loads(unpacked(row.values))
        return content, row.etag


def _bucket(record_id: str) -> str:
    if record_id.isdigit():
        return ordered(str(int(record_id) // _BUCKET))
    return "x" + sha256(record_id.encode()).hexdigest()[:2]


def _entry(record_id: str, parts: list[str]) -> IndexEntry:
    customer_id, month, digest = parts
    return IndexEntry(id=record_id, customer_id=customer_id, month=month, hash=digest)
