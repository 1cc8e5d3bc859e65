"""Reconciliation: a sweep over all ticket ids finds what is gone or was missed."""

from shared.domain.calendar import month_key
from shared.domain.errors import NotFound, RecordRejected
from shared.domain.service import Ticket
from shared.domain.sync import Counts, IndexEntry, SyncState
from shared.ports import App, Rejected
from shared.services.sync import records, steps
from shared.services.sync.service import store_tickets

_PAST_THE_END = 1000
_DELETED = "deleted"


def sweep_ticket_ids(app: App, state: SyncState) -> SyncState:
    """Compare one window of ids with the index; what differs is read again."""
    first = steps.history_start(app, state)
    listed: list[int] = []
    page, last = state.position.page, False
    before: tuple[str, ...] = ()
    for _ in range(app.pages_per_window):
        ids, last = app.halo.ticket_ids(page, since=first)
        if ids == before:
            last = True
            break
        listed += [int(i) for i in ids if i.lstrip("-").isdigit()]
        page, before = page + 1, ids
        if last:
            break
    state = _compared(app, state, listed, since=month_key(first.date()), last=last)
    if last:
        return steps.next_step(state)
    return steps.at(state, page=page, key=str(max(listed, default=0)))


def _compared(
    app: App, state: SyncState, listed: list[int], *, since: str, last: bool
) -> SyncState:
    if not listed:
        return state
    low, high = int(state.position.key or 0) + 1, max(listed)
    # The newest ticket may be the one that is gone: look a little past the end.
    high += _PAST_THE_END if last else 0
    entries = app.stores.index.between("tickets", str(low), str(high))
    known = {int(entry.id): entry for entry in entries}
    own = {int(task.ticket_id): task for task in app.stores.tasks.all()}
    seen = set(listed)
    differs = [
        e
        for k, e in known.items()
        if (k in seen) == (e.hash == _DELETED) or e.hash == records.ANNOUNCED
    ]
    # What was opened before the history began need not be listed any more.
    gone = [e for e in differs if e.month >= since]
    missed = sorted(key for key in seen if key not in known and key not in own)
    left = sorted(key for key, t in own.items() if low <= key <= high and not t.closed)
    counts = Counts(read=len(listed), processed=len(listed), changed=len(gone))
    for entry in gone:
        refresh_ticket(app, entry.id, entry)
    _unlisted(app, [entry.id for entry in gone if int(entry.id) not in seen])
    for key in [*missed, *(k for k in left if k not in seen)]:
        refresh_ticket(app, str(key), None)
    return state.counted(state.position.step, counts)


def refresh_ticket(app: App, ticket_id: str, entry: IndexEntry | None) -> None:
    """Read one ticket again and store what became of it; a missing one is deleted."""
    lookups = app.stores.settings.lookups()
    try:
        ticket = app.halo.ticket(ticket_id, lookups)
    except NotFound:
        if entry:
            _deleted(app, entry)
        else:
            _task_deleted(app, ticket_id)
        return
    except RecordRejected as error:
        reason = Rejected(resource="tickets", source_id=ticket_id, reason=str(error))
        app.stores.quarantine.put("single", [reason])
        return
    if app.stores.customers.get(ticket.customer_id, "customer") is None:
        reason = Rejected(
            resource="tickets",
            source_id=ticket_id,
            reason=f"ticket {ticket_id} is of unknown client {ticket.customer_id}",
        )
        app.stores.quarantine.put("single", [reason])
        return
    store_tickets(app, [ticket], mark=True)


def _unlisted(app: App, ids: list[str]) -> None:
    """Remember what no list shows any more, so that it is not read every time."""
    known = app.stores.index.known(records.TICKETS.resource, ids).values()
    marked = [entry.model_copy(update={"hash": _DELETED}) for entry in known]
    app.stores.index.update(records.TICKETS.resource, marked)


def _task_deleted(app: App, ticket_id: str) -> None:
    """Take one of the engine's tasks that somebody deleted for closed."""
    own = [task for task in app.stores.tasks.all() if task.ticket_id == ticket_id]
    app.stores.tasks.put(task.model_copy(update={"closed": True}) for task in own)


def _deleted(app: App, entry: IndexEntry) -> None:
    ticket: Ticket | None = app.stores.tickets.at(entry)
    if ticket is None or ticket.deleted:
        return
    app.stores.tickets.put([ticket.model_copy(update={"deleted": True})])
    app.stores.dirty.mark({(ticket.customer_id, ticket.month)})
    # The hash is dropped, so that a ticket that comes back is taken as new.
    marked = entry.model_copy(update={"hash": _DELETED})
    app.stores.index.update(records.TICKETS.resource, [marked])
