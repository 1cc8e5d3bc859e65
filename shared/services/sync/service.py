"""Tickets, their contracts, time and feedback: the bulk of a sync."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from shared.domain.marker import task_id_in
from shared.domain.service import Feedback, Ticket, TimeEntry
from shared.domain.sync import Counts, IndexEntry, SeenTask, Step, SyncState
from shared.ports import App, Rejected, TicketBatch, TimeBatch
from shared.services.concessions import from_tickets
from shared.services.sync import records, steps
from shared.services.sync.directory import quarantine

# The source gives a window of days as one unpaged list: keep it small.
_WEEK = timedelta(days=7)
_WEEKS_PER_WINDOW = 13
_TIME_OVERLAP = timedelta(days=14)  # people enter last week's time late
_CONTRACTS_PER_WINDOW = 25


def read_tickets(app: App, state: SyncState) -> SyncState:
    """Read and store one window of ticket pages."""
    first = steps.since(app, state, Step.TICKETS)
    lookups = app.stores.settings.lookups()
    pages: list[TicketBatch] = []
    for _ in range(app.pages_per_window):
        page = app.halo.tickets(first, state.position.page, lookups)
        again = steps.repeated(state, page)
        if not again:
            pages.append(page)
        state = steps.after_page(state, page)
        if state.position.step is not Step.TICKETS:
            break
    return _stored(app, state, pages)


def _stored(app: App, state: SyncState, pages: list[TicketBatch]) -> SyncState:
    read = [ticket for page in pages for ticket in page.items]
    rejected = [reason for page in pages for reason in page.rejected]
    known, unknown = _known_customers(app, read)
    counts = store_tickets(app, known, mark=not state.rebuild)
    quarantine(app, state, (*rejected, *unknown))
    bad = len(rejected) + len(unknown)
    doubles = sum(p.read - len(p.items) - len(p.rejected) for p in pages)
    more = Counts(read=bad + doubles, quarantined=bad, superseded=doubles)
    attributed = state.attributed and all(page.attributed for page in pages)
    state = state.counted(Step.TICKETS, counts.plus(more))
    return state.model_copy(update={"attributed": attributed})


def _known_customers(
    app: App, tickets: Iterable[Ticket]
) -> tuple[list[Ticket], list[Rejected]]:
    customers = {customer.id for customer in app.stores.customers.all()}
    known: list[Ticket] = []
    unknown: list[Rejected] = []
    for ticket in tickets:
        if ticket.customer_id in customers:
            known.append(ticket)
        else:
            reason = f"ticket {ticket.id} is of unknown client {ticket.customer_id}"
            unknown.append(
                Rejected(resource="tickets", source_id=ticket.id, reason=reason)
            )
    return known, unknown


def store_tickets(app: App, tickets: Sequence[Ticket], *, mark: bool) -> Counts:
    """Store tickets; the engine's own tasks are kept apart from customers' tickets."""
    own = {t.id: task_id for t in tickets if (task_id := task_id_in(t.summary))}
    seen = [
        SeenTask(
            task_id=own[ticket.id],
            customer_id=ticket.customer_id,
            ticket_id=ticket.id,
            closed=ticket.closed_at is not None or ticket.deleted,
        )
        for ticket in tickets
        if ticket.id in own
    ]
    app.stores.tasks.put(seen)
    others = [ticket for ticket in tickets if ticket.id not in own]
    counts = records.store(app, records.TICKETS, others, mark=mark)
    from_tickets.ask(app, others)
    return counts.plus(Counts(read=len(seen), processed=len(seen)))


def attribute_tickets(app: App, state: SyncState) -> SyncState:
    """Ask contract by contract for its tickets, where only the source can tell.

    Needed only for customers with several contracts, and only where ticket lists do
    not carry the contract.
    """
    if state.attributed:
        return steps.next_step(state)
    shared = [c for c in _of_several(app) if c > state.position.key]
    for contract_id in shared[:_CONTRACTS_PER_WINDOW]:
        _attribute(app, state, contract_id)
    if len(shared) <= _CONTRACTS_PER_WINDOW:
        return steps.next_step(state)
    return steps.at(state, key=shared[_CONTRACTS_PER_WINDOW - 1])


def _of_several(app: App) -> list[str]:
    by_customer: dict[str, list[str]] = {}
    for contract in app.stores.contracts.all():
        if not contract.gone:
            by_customer.setdefault(contract.customer_id, []).append(contract.id)
    return sorted(c for ids in by_customer.values() if len(ids) > 1 for c in ids)


def _attribute(app: App, state: SyncState, contract_id: str) -> None:
    first = steps.since(app, state, Step.TICKETS)
    page, last = 1, False
    before: tuple[str, ...] = ()
    while not last:
        ids, last = app.halo.ticket_ids(page, contract_id=contract_id, since=first)
        if ids == before:
            return
        _assign(app, state, contract_id, ids)
        page, before = page + 1, ids


def _assign(app: App, state: SyncState, contract_id: str, ids: tuple[str, ...]) -> None:
    entries = app.stores.index.known(records.TICKETS.resource, ids).values()
    found = [ticket for e in entries if (ticket := app.stores.tickets.at(e))]
    wrong = [t for t in found if t.contract_id != contract_id]
    app.stores.tickets.put(
        t.model_copy(update={"contract_id": contract_id}) for t in wrong
    )
    if not state.rebuild:
        app.stores.dirty.mark({(t.customer_id, t.month) for t in wrong})


def read_time(app: App, state: SyncState) -> SyncState:
    """Read and store a few weeks of time; a week's list replaces what was stored."""
    customers = {customer.id for customer in app.stores.customers.all()}
    monday = _first_monday(app, state)
    weeks: dict[str, list[TimeEntry]] = {}
    while monday <= app.today() and len(weeks) < _WEEKS_PER_WINDOW:
        batch = app.halo.time_entries(monday, monday + _WEEK - timedelta(days=1))
        quarantine(app, state, batch.rejected)
        entries = [
            entry
            for entry in batch.items
            if entry.customer_id in customers and _in_week(entry, monday)
        ]
        weeks[monday.isoformat()] = entries
        state = state.counted(Step.TIME, _left_out(batch, entries))
        monday += _WEEK
    counts = records.replace(app, records.TIME, weeks, mark=not state.rebuild)
    state = state.counted(Step.TIME, counts)
    if monday > app.today():
        return steps.next_step(state)
    return steps.at(state, key=monday.isoformat())


def _in_week(entry: TimeEntry, monday: date) -> bool:
    return monday <= entry.day < monday + _WEEK


def _left_out(batch: TimeBatch, kept: Sequence[TimeEntry]) -> Counts:
    """Count time of nobody's customer (meetings, breaks) and what was set aside."""
    bad = len(batch.rejected)
    other = batch.read - bad - len(kept)
    return Counts(read=other + bad, superseded=other, quarantined=bad)


def _first_monday(app: App, state: SyncState) -> date:
    """Give the Monday to begin with: weeks are always the same seven days."""
    if state.position.key:
        return date.fromisoformat(state.position.key)
    mark = state.watermarks.get(Step.TIME.value)
    day = mark - _TIME_OVERLAP if mark else steps.since(app, state, Step.TIME)
    return day.date() - timedelta(days=day.weekday())


def read_feedback(app: App, state: SyncState) -> SyncState:
    """Read all survey answers (the source knows no filter) and store the new ones."""
    batch = app.halo.feedback()
    first = steps.history_start(app, state)  # older ones are about unknown tickets
    recent = [a for a in batch.items if a.given_at >= first]
    joined, orphans = _joined(app, recent)
    quarantine(app, state, (*batch.rejected, *orphans))
    bad = len(batch.rejected) + len(orphans)
    other = batch.read - len(batch.rejected) - len(recent)
    counts = records.store(app, records.FEEDBACK, joined, mark=not state.rebuild)
    more = Counts(read=bad + other, quarantined=bad, superseded=other)
    return steps.next_step(state.counted(Step.FEEDBACK, counts.plus(more)))


def _joined(
    app: App, answers: Sequence[Feedback]
) -> tuple[list[Feedback], list[Rejected]]:
    """Find each answer's customer through its ticket; it carries none of its own."""
    wanted = {answer.ticket_id for answer in answers}
    where = app.stores.index.known(records.TICKETS.resource, wanted)
    joined: list[Feedback] = []
    orphans: list[Rejected] = []
    for answer in answers:
        entry: IndexEntry | None = where.get(answer.ticket_id)
        if entry:
            owner = {"customer_id": entry.customer_id}
            joined.append(answer.model_copy(update=owner))
        else:
            reason = f"answer {answer.id} is about unknown ticket {answer.ticket_id}"
            orphans.append(
                Rejected(resource="feedback", source_id=answer.id, reason=reason)
            )
    return joined, orphans
