"""Storing source records once: what changed is written, what moved leaves no copy."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Generic, TypeVar

from shared.domain.billing import Invoice
from shared.domain.calendar import month_key
from shared.domain.model import Model
from shared.domain.service import Feedback, Ticket, TimeEntry
from shared.domain.sync import Counts, IndexEntry
from shared.ports import App, Collection

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


def store(
    app: App, ledger: Ledger[M], items: Sequence[M], *, mark: bool, bucket: str = ""
) -> Counts:
    """Store a window's records; the index is written last, so a repeat finishes it.

    `mark` asks for the touched months' facts. Give a `bucket` where the window is the
    whole truth of that bucket: what is missing from it is removed.
    """
    latest = {item.id: item for item in items}
    known = _known(app, ledger.resource, latest, bucket)
    changes = list(_changes(app, ledger, latest.values(), known))
    gone = [entry for key, entry in known.items() if key not in latest]
    _write(app, ledger, changes, gone, mark=mark)
    app.stores.index.put(ledger.resource, [c.entry for c in changes], bucket)
    app.stores.index.remove(ledger.resource, gone, bucket)
    unchanged = sum(_same(known, item) for item in latest.values())
    passed_over = len(latest) - len(changes) - unchanged
    superseded = len(items) - len(latest) + passed_over
    return Counts(
        read=len(items),
        processed=len(items) - superseded,
        superseded=superseded,
        changed=len(changes) + len(gone),
    )


def _known(
    app: App, resource: str, latest: Iterable[str], bucket: str
) -> dict[str, IndexEntry]:
    if bucket:
        return {e.id: e for e in app.stores.index.in_bucket(resource, bucket)}
    return app.stores.index.known(resource, latest)


def _changes(
    app: App, ledger: Ledger[M], items: Iterable[M], known: dict[str, IndexEntry]
) -> Iterable[Change[M]]:
    collection = ledger.collection(app)
    for item in items:
        if _same(known, item):
            continue
        before = known.get(item.id)
        old = collection.at(before) if before else None
        merged = ledger.merge(old, item) if old else item
        if merged is not None:
            yield Change(entry_of(item), merged, old)


def _same(known: dict[str, IndexEntry], item: M) -> bool:
    before = known.get(item.id)
    return before is not None and before.hash == digest(item)


def _write(
    app: App,
    ledger: Ledger[M],
    changes: Sequence[Change[M]],
    gone: Sequence[IndexEntry],
    *,
    mark: bool,
) -> None:
    collection = ledger.collection(app)
    collection.put(change.item for change in changes)
    moved = [c.old for c in changes if c.old and _place(c.old) != _place(c.item)]
    lost = [item for item in map(collection.at, gone) if item is not None]
    collection.remove([*moved, *lost])
    if mark:
        touched = {_place(item) for item in [*moved, *lost]}
        app.stores.dirty.mark(touched | {_place(change.item) for change in changes})


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
