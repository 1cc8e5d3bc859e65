"""Collections of records: one table a kind, one customer one key range."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Generic, TypeVar

from shared.domain.model import Model
from shared.domain.sync import IndexEntry
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row, Tables
from shared.storage.keys import customer_range, encode, ordered

M = TypeVar("M", bound=Model)

# Sorts after every key that begins with what stands before it.
_AFTER = "~"


class TableCollection(Generic[M]):
    """Records of one model, by customer and a sortable key."""

    def __init__(  # noqa: PLR0913 - what a table is made of
        self,
        tables: Tables,
        table: str,
        model: type[M],
        *,
        tenant_id: str,
        owner: Callable[[M], str],
        key: Callable[[M], str],
    ) -> None:
        self._tables = tables
        self._table = table
        self._model = model
        self._tenant_id = tenant_id
        self._owner = owner
        self._key = key

    def put(self, items: Iterable[M]) -> None:
        """Insert or replace records."""
        self._tables.put(self._table, map(self._row, items))

    def get(self, customer_id: str, key: str) -> M | None:
        """Read one record."""
        row = self._tables.get(self._table, encode(customer_id), key)
        return self._item(row) if row else None

    def at(self, entry: IndexEntry) -> M | None:
        """Read the record of a monthly collection that an index entry points to."""
        return self.get(entry.customer_id, f"{entry.month}|{ordered(entry.id)}")

    def of(self, customer_id: str, *, first: str = "", last: str = "") -> Iterator[M]:
        """Read a customer's records in key order, between two key prefixes."""
        rows = self._tables.query(
            self._table,
            pk=encode(customer_id),
            rk_from=first or None,
            rk_below=last + _AFTER if last else None,
        )
        return map(self._item, rows)

    def within(self, customer_ids: AbstractSet[str]) -> Iterator[M]:
        """Read the records of neighbouring customers in one query."""
        lowest, after = customer_range(customer_ids)
        rows = self._tables.query(self._table, pk_from=lowest, pk_below=after)
        items = map(self._item, rows)
        return (item for item in items if self._owner(item) in customer_ids)

    def all(self) -> Iterator[M]:
        """Read all records in key order."""
        return map(self._item, self._tables.query(self._table))

    def remove(self, items: Iterable[M]) -> None:
        """Delete records; those that are gone already are fine."""
        keys = (Row(encode(self._owner(item)), self._key(item)) for item in items)
        self._tables.delete(self._table, keys)

    def _row(self, item: M) -> Row:
        values = {"tenant_id": self._tenant_id, **packed(item.model_dump_json())}
        return Row(encode(self._owner(item)), self._key(item), values)

    def _item(self, row: Row) -> M:
        return self._model.model_validate_json(unpacked(row.values))
