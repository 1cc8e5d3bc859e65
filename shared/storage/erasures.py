"""Addresses whose owners were erased, as keyed hashes: so nothing brings them back."""

from collections.abc import Callable, Container

from shared.storage.gateway import Row, Tables
from shared.storage.pepper import Pepper

TABLE = "erasures"


class TableErasures:
    """Table `erasures`: which addresses they are, only who has one can tell."""

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id
        self._hashed = Pepper(tables, tenant_id).hashed

    def add(self, address: str) -> None:
        """Remember an address; again is the same."""
        key = _key(self._hashed, address)
        self._tables.put(TABLE, [Row(self._tenant_id, key)])

    def all(self) -> Container[str]:
        """Give what tells whether an address is among them."""
        rows = self._tables.query(TABLE, pk=self._tenant_id)
        return _Erased(frozenset(row.rk for row in rows), self._hashed)


class _Erased:
    def __init__(self, keys: frozenset[str], hashed: Callable[[str], str]) -> None:
        self._keys = keys
        self._hashed = hashed

    def __contains__(self, address: object) -> bool:
        return bool(self._keys) and _key(self._hashed, str(address)) in self._keys


def _key(hashed: Callable[[str], str], address: str) -> str:
    return hashed(f"erased|{address.strip().lower()}")
