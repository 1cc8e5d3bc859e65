"""Monthly facts, a partition a contract, and the marks of months to compute again."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice

from shared.domain.errors import Conflict
from shared.domain.facts import MonthFacts
from shared.domain.sync import DirtyMonth
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row, Tables
from shared.storage.keys import contract_range, customer_prefix, encode, partition

FACTS = "facts"
DIRTY = "dirtymonths"


class TableFacts:
    """Facts in table `facts`: a contract's months are one partition."""

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id

    def put(self, facts: Iterable[MonthFacts]) -> None:
        """Insert or replace months."""
        self._tables.put(FACTS, map(self._row, facts))

    def of(self, customer_id: str, *, since: str = "") -> Iterator[MonthFacts]:
        """Read the months of all contracts of a customer, one query for them all."""
        rows = self._tables.query(
            FACTS, pk_prefix=customer_prefix(customer_id), rk_from=since or None
        )
        for row in rows:
            yield MonthFacts.model_validate_json(unpacked(row.values))

    def within(
        self, customer_ids: AbstractSet[str], *, since: str = ""
    ) -> Iterator[MonthFacts]:
        """Read the months of neighbouring customers in one query."""
        lowest, after = contract_range(customer_ids)
        rows = self._tables.query(
            FACTS, pk_from=lowest, pk_below=after, rk_from=since or None
        )
        for row in rows:
            facts = MonthFacts.model_validate_json(unpacked(row.values))
            if facts.customer_id in customer_ids:
                yield facts

    def _row(self, facts: MonthFacts) -> Row:
        key = partition(facts.customer_id, facts.contract_id)
        document = facts.model_dump_json(exclude_defaults=True)
        values = {"tenant_id": self._tenant_id, **packed(document)}
        return Row(key, facts.month, values)


class TableDirtyMonths:
    """Marks in a table of their own; a mark set again while in work survives."""

    def __init__(self, tables: Tables, tenant_id: str, table: str = DIRTY) -> None:
        self._tables = tables
        self._tenant_id = tenant_id
        self._table = table

    def mark(self, months: Iterable[tuple[str, str]]) -> None:
        """Mark customers' months."""
        values = {"tenant_id": self._tenant_id}
        rows = [Row(encode(owner), month, values) for owner, month in sorted(months)]
        self._tables.put(self._table, rows)

    def some(self, limit: int) -> list[DirtyMonth]:
        """Read the first marks in key order."""
        rows = islice(self._tables.query(self._table), limit)
        return [DirtyMonth(customer_id=r.pk, month=r.rk, etag=r.etag) for r in rows]

    def clear(self, months: Iterable[DirtyMonth]) -> None:
        """Delete marks that were not set again since they were read."""
        for month in months:
            row = Row(encode(month.customer_id), month.month, {}, month.etag)
            self._delete(row)

    def _delete(self, row: Row) -> None:
        try:
            self._tables.delete(self._table, [row])
        except Conflict:
            return  # marked again meanwhile: the next round computes it
