"""How rows are cut into transactions: by partition, 100 rows and 4 MiB at most."""

from collections.abc import Iterable, Iterator
from itertools import islice

from shared.storage.gateway import Row
from shared.storage.guards import (
    TRANSACTION_BYTES,
    TRANSACTION_ROWS,
    payload_bytes,
    stored,
)

WINDOW_ROWS = 20_000  # held in memory at once, so that any number of rows may come


def windows(rows: Iterable[Row]) -> Iterator[list[list[Row]]]:
    """Give checked transactions, a bounded number of rows at a time.

    Of two rows with the same key the later counts; windows have to be written in order.
    """
    source = iter(rows)
    while window := list(islice(source, WINDOW_ROWS)):
        latest = {(row.pk, row.rk): row for row in map(stored, window)}
        yield list(_transactions(latest.values()))


def _transactions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    partitions: dict[str, list[Row]] = {}
    for row in rows:
        partitions.setdefault(row.pk, []).append(row)
    for members in partitions.values():
        yield from _cut(members)


def _cut(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for row in rows:
        cost = payload_bytes(row)
        if batch and (
            len(batch) == TRANSACTION_ROWS or size + cost > TRANSACTION_BYTES
        ):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += cost
    if batch:
        yield batch
