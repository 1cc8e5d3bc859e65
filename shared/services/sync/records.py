"""Storing source records once: what changed is written, what moved leaves no copy."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Generic, TypeVar

from shared.domain.billing import Invoice
from shared.domain.calendar import month_key
from shared.domain.model import Model
from shared.domain.service import Feedback, Ticket, TimeEntry
from shared.domain.sync import Counts, IndexEntry
from shared.ports import App, Collection

ANNOUNCED = "announced"  # stands for the hash until the record is stored

Record = Ticket | TimeEntry | Feedback | Invoice
M = TypeVar("M", bound=Record)


@dataclass(frozen=True)
class Ledger(Generic[M]):
    """A collection with its index: how records are told apart and merged.

    `merge(old, new)` carries over what only we know; None means the new one is older
    than what is stored and is passed over.
    """

    resource: str
    collection: Callable[[App], Collection[M]]
    merge: Callable[[M, M], M | None]


@dataclass(frozen=True)
class Change(Generic[M]):
    """A record to write, and where an older copy of it lies."""

    entry: IndexEntry
    item: M
    old: M | None = None


def store(app: App, ledger: Ledger[M], items: Sequence[M], *, mark: bool) -> Counts:
    """Store a window's records; the index is written last, so a repeat finishes it.

    `mark` asks for the touched months' facts.
    """
    known = app.stores.index.known(ledger.resource, {item.id for item in items})
    app.stores.index.update(ledger.resource, _announced(items, known))
    window = _Window(app, ledger, mark=mark)
    counts = window.write(items, known, gone=())
    app.stores.index.update(ledger.resource, window.written)
    return counts


def replace(
    app: App, ledger: Ledger[M], buckets: Mapping[str, Sequence[M]], *, mark: bool
) -> Counts:
    """Store buckets whose window is the whole truth: what is missing is removed."""
    index, resource = app.stores.index, ledger.resource
    before = {b: {e.id: e for e in index.in_bucket(resource, b)} for b in buckets}
    known = {
        key: entry for entries in before.values() for key, entry in entries.items()
    }
    items = [item for of_bucket in buckets.values() for item in of_bucket]
    there = {item.id for item in items}
    gone = [entry for key, entry in known.items() if key not in there]
    for bucket, of_bucket in buckets.items():
        announced = _announced(of_bucket, known)
        if announced:
            index.update(resource, announced, bucket=bucket)
    window = _Window(app, ledger, mark=mark)
    counts = window.write(items, known, gone)
    written = {entry.id: entry for entry in window.written}
    for bucket, of_bucket in buckets.items():
        new = [written[item.id] for item in of_bucket if item.id in written]
        old = [entry for entry in gone if entry.id in before[bucket]]
        if new or old:
            index.update(resource, new, old, bucket)
    return counts


def _announced(
    items: Iterable[Record], known: Mapping[str, IndexEntry]
) -> list[IndexEntry]:
    """Say where new records are about to stand.

    A crash after the rows and before the index would else leave rows that nobody
    finds again, if the source has deleted them by the time of the repeat.
    """
    new = (entry_of(item) for item in items if item.id not in known)
    return [entry.model_copy(update={"hash": ANNOUNCED}) for entry in new]


class _Window(Generic[M]):
    """Writes one window's records and remembers what the index has to learn."""

    def __init__(self, app: App, ledger: Ledger[M], *, mark: bool) -> None:
        self._app = app
        self._ledger = ledger
        self._collection = ledger.collection(app)
        self._mark = mark
        self.written: list[IndexEntry] = []

    def write(
        self,
        items: Sequence[M],
        known: Mapping[str, IndexEntry],
        gone: Sequence[IndexEntry],
    ) -> Counts:
        latest = {item.id: item for item in items}
        changes = list(self._changes(latest.values(), known))
        self._store(changes, gone)
        self.written = [change.entry for change in changes]
        unchanged = sum(_same(known, item) for item in latest.values())
        superseded = len(items) - len(changes) - unchanged
        return Counts(
            read=len(items),
            processed=len(items) - superseded,
            superseded=superseded,
            changed=len(changes) + len(gone),
        )

    def _changes(
        self, items: Iterable[M], known: Mapping[str, IndexEntry]
    ) -> Iterator[Change[M]]:
        for item in items:
            if _same(known, item):
                continue
            before = known.get(item.id)
            old = self._collection.at(before) if before else None
            merged = self._ledger.merge(old, item) if old else item
            if merged is not None:
                yield Change(entry_of(item), merged, old)

    def _store(self, changes: Sequence[Change[M]], gone: Sequence[IndexEntry]) -> None:
        self._collection.put(change.item for change in changes)
        moved = [c.old for c in changes if c.old and _place(c.old) != _place(c.item)]
        lost = [item for item in map(self._collection.at, gone) if item is not None]
        self._collection.remove([*moved, *lost])
        if self._mark:
            touched = {_place(item) for item in [*moved, *lost]}
            touched |= {_place(change.item) for change in changes}
            self._app.stores.dirty.mark(touched)


def _same(known: Mapping[str, IndexEntry], item: Record) -> bool:
    before = known.get(item.id)
    return before is not None and before.hash == digest(item)


def entry_of(item: Record) -> IndexEntry:
    """Give the index entry of a record as the source gave it."""
    customer_id, month = _place(item)
    return IndexEntry(
        id=item.id, customer_id=customer_id, month=month, hash=digest(item)
    )


def digest(item: Model) -> str:
    """Give 16 hex digits that change whenever the record does."""
    return sha256(item.model_dump_json().encode()).hexdigest()[:16]


def _place(item: Record) -> tuple[str, str]:
    if isinstance(item, Invoice):
        return item.customer_id, month_key(item.invoice_date)
    return item.customer_id, item.month


def newer(_: M, new: M) -> M:
    """Keep nothing of the old record."""
    return new


def merge_tickets(old: Ticket, new: Ticket) -> Ticket | None:
    """Carry attribution and reopenings over; None when the new one is older.

    HaloPSA has no flag for a reopened ticket: its closing date goes back to nothing,
    or moves later when it was closed again before we looked.
    """
    if old.updated_at and new.updated_at and new.updated_at < old.updated_at:
        return None
    again = old.closed_at is not None and (
        new.closed_at is None or new.closed_at > old.closed_at
    )
    return new.model_copy(
        update={
            "reopened": old.reopened + again,
            "contract_id": new.contract_id or old.contract_id,
        }
    )


TICKETS: Ledger[Ticket] = Ledger("tickets", lambda a: a.stores.tickets, merge_tickets)
TIME: Ledger[TimeEntry] = Ledger("time", lambda a: a.stores.time_entries, newer)
FEEDBACK: Ledger[Feedback] = Ledger("feedback", lambda a: a.stores.feedback, newer)
INVOICES: Ledger[Invoice] = Ledger("invoices", lambda a: a.stores.invoices, newer)
