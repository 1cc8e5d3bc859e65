"""The three primitives that everything stored goes through, and nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

Value = str | int | float | bool | bytes | datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; `values` never holds None, integers are stored as Int64."""

    pk: str
    rk: str
    values: Mapping[str, Value] = field(default_factory=dict)
    etag: str = ""


class Tables(Protocol):
    """Rows by partition and row key; table names are lower case."""

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Insert at most 100 rows of one partition in one transaction.

        Raises Conflict, and writes nothing, when one of them is there already.
        """

    def put(self, table: str, rows: Iterable[Row]) -> None:
        """Insert or replace rows; each partition's in transactions of at most 100."""

    def replace(self, table: str, row: Row) -> str:
        """Replace the row that still has `row.etag`; Conflict when it has not.

        Gives the new etag.
        """

    def get(self, table: str, pk: str, rk: str) -> Row | None:
        """Read one row."""

    def query(  # noqa: PLR0913 - the bounds of a key range
        self,
        table: str,
        *,
        pk: str | None = None,
        pk_prefix: str | None = None,
        pk_from: str | None = None,
        pk_below: str | None = None,
        rk_from: str | None = None,
        rk_below: str | None = None,
        flag: str = "",
    ) -> Iterator[Row]:
        """Read rows in key order: of one partition, of a range of them, or of all.

        With a flag only rows whose property of that name is true.
        """

    def delete(self, table: str, rows: Iterable[Row]) -> None:
        """Delete rows; one that is gone is fine, one whose etag changed a Conflict."""


class Queues(Protocol):
    """Hints to workers; they can be lost, doubled or late."""

    def send(self, queue: str, body: str, *, delay_seconds: int = 0) -> None:
        """Add a message that becomes visible after the delay."""


class Blobs(Protocol):
    """Bytes by container and name."""

    def put(self, container: str, name: str, data: bytes) -> None:
        """Write a blob as a whole, replacing one of that name."""

    def get(self, container: str, name: str) -> bytes | None:
        """Read a blob, None when there is none."""

    def names(self, container: str, prefix: str = "") -> Iterator[str]:
        """List the names that begin with a prefix, in order."""
