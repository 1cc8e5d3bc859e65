"""Tables of rows in memory, with indexes that follow every change.

Rows are replaced, never changed in place, so that many stand-ins can share the rows
of one portfolio.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from sandbox.rows import Row

Key = int | str


class Table:
    """Rows of one resource; `version` moves with every change."""

    def __init__(self, rows: Iterable[Row], *, keyed: bool = True) -> None:
        self._keyed = keyed
        self._sequence = count()
        self._rows: dict[Key, Row] = {self._key(row): row for row in rows}
        self._indexes: dict[str, dict[object, dict[Key, Row]]] = {}
        self._last_id = max((k for k in self._rows if isinstance(k, int)), default=0)
        self.version = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def __getitem__(self, key: Key) -> Row:
        return self._rows[key]

    def get(self, key: Key) -> Row | None:
        return self._rows.get(key)

    def put(self, row: Row) -> Row:
        """Add a row, or replace the one with its id."""
        key = self._key(row)
        self._unindex(key)
        self._rows[key] = row
        if isinstance(key, int):
            self._last_id = max(self._last_id, key)
        for field, index in self._indexes.items():
            index.setdefault(row.get(field), {})[key] = row
        self.version += 1
        return row

    def change(self, key: Key, changes: Row) -> Row:
        """Replace a row by itself with some fields changed."""
        return self.put({**self._rows[key], **changes})

    def remove(self, key: Key) -> None:
        self._unindex(key)
        del self._rows[key]
        self.version += 1

    def where(self, field: str, value: object) -> list[Row]:
        """Return the rows whose field has this value, in order of arrival."""
        if field not in self._indexes:
            self._indexes[field] = self._index(field)
        return list(self._indexes[field].get(value, {}).values())

    def next_id(self) -> int:
        """Return an id above all ids ever used, deleted rows included."""
        return self._last_id + 1

    def _key(self, row: Row) -> Key:
        # TimesheetEvent rows all have id 0 and Actions count per ticket.
        key: Key = row["id"] if self._keyed else next(self._sequence)
        return key

    def _index(self, field: str) -> dict[object, dict[Key, Row]]:
        index: dict[object, dict[Key, Row]] = {}
        for key, row in self._rows.items():
            index.setdefault(row.get(field), {})[key] = row
        return index

    def _unindex(self, key: Key) -> None:
        old = self._rows.get(key)
        if old is None:
            return
        for field, index in self._indexes.items():
            index[old.get(field)].pop(key, None)


UNKEYED = frozenset({"TimesheetEvent", "Actions"})


class Store:
    """All tables of one tenant, by resource name."""

    def __init__(self, tables: Mapping[str, Iterable[Row]]) -> None:
        self._tables = {
            name: Table(rows, keyed=name not in UNKEYED)
            for name, rows in tables.items()
        }

    def __getitem__(self, name: str) -> Table:
        if name not in self._tables:
            self._tables[name] = Table((), keyed=name not in UNKEYED)
        return self._tables[name]

    def name_of(self, resource: str, key: Key | None) -> str | None:
        """Return the name of a linked row, as the vendor's joins do."""
        row = None if key is None else self[resource].get(key)
        return None if row is None else row.get("name")
