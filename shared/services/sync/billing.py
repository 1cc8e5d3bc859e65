"""Recurring invoices, whose lines carry a contract's value, and issued invoices."""

from collections.abc import Iterable
from datetime import date, timedelta

from shared.domain.billing import RecurringInvoice
from shared.domain.calendar import add_months
from shared.domain.errors import NotFound, RecordRejected
from shared.domain.sync import Counts, Step, SyncKind, SyncState
from shared.ports import App, Rejected
from shared.services.sync import guards, records
from shared.services.sync.directory import counted, quarantine
from shared.services.sync.steps import (
    after_page,
    all_pages,
    next_step,
    repeated,
    same_step,
)

DETAILS_PER_WINDOW = 50
_INVOICE_MONTHS = 13
_PAYMENT_DAYS = 120  # older invoices rarely change: the reconciliation reads them


def read_recurring(app: App, state: SyncState) -> SyncState:
    """Read the whole list; only headers whose detail changed are read again."""
    pages = all_pages(app.halo.recurring_invoices)
    listed = {r.id: r for page in pages for r in page.items}
    stored = {r.id: r for r in app.stores.recurring.all()}
    again = state.kind is SyncKind.RECONCILE
    new = {key for key, r in listed.items() if _differs(stored.get(key), r)}
    changed = [r for key, r in listed.items() if again or key in new]
    left = [r for key, r in stored.items() if _left(r, listed.get(key))]
    rejected = {r.source_id for page in pages for r in page.rejected}
    lost = [r for r in left if r.id not in listed and r.id not in rejected]
    guards.check_vanished(app, "recurring invoices", known=len(stored), gone=len(lost))
    app.stores.recurring.put(_kept_lines(changed, stored))
    app.stores.recurring.remove(r for r in left if r.id not in rejected)
    for page in pages:
        mine = sum(item.id in new for item in page.items)
        state = counted(app, state, page, changed=mine)
    return next_step(state)


def _differs(old: RecurringInvoice | None, new: RecurringInvoice) -> bool:
    if old is None or not new.detail_due:
        return old != new
    same = ("customer_id", "contract_id", "disabled", "modified_at")
    return any(getattr(old, name) != getattr(new, name) for name in same)


def _left(old: RecurringInvoice, new: RecurringInvoice | None) -> bool:
    return new is None or new.customer_id != old.customer_id


def _kept_lines(
    changed: Iterable[RecurringInvoice], stored: dict[str, RecurringInvoice]
) -> Iterable[RecurringInvoice]:
    for invoice in changed:
        old = stored.get(invoice.id)
        if invoice.detail_due and old:
            yield invoice.model_copy(update={"lines": old.lines})
        else:
            yield invoice


def read_details(app: App, state: SyncState) -> SyncState:
    """Read the lines that are due, a window at a time; none left ends the step."""
    due = [r for r in app.stores.recurring.all() if r.detail_due]
    window = due[:DETAILS_PER_WINDOW]
    read: list[RecurringInvoice] = []
    rejected: list[Rejected] = []
    for invoice in window:
        try:
            read.append(app.halo.recurring_invoice(invoice.id))
        except NotFound:
            read.append(invoice.model_copy(update={"disabled": True}))
        except RecordRejected as error:
            reason = Rejected(
                resource="recurring", source_id=invoice.id, reason=str(error)
            )
            rejected.append(reason)
            read.append(invoice)
    quarantine(app, state, tuple(rejected))
    done = [r.model_copy(update={"detail_due": False}) for r in read]
    app.stores.recurring.put(done)
    thin = [r.model_copy(update={"detail_due": False}) for r in window]
    counts = Counts(
        read=len(window),
        processed=len(window) - len(rejected),
        quarantined=len(rejected),
        changed=sum(old != new for old, new in zip(thin, done, strict=True)),
    )
    state = state.counted(state.position.step, counts)
    return same_step(state) if len(due) > len(window) else next_step(state)


def read_invoices(app: App, state: SyncState) -> SyncState:
    """Store one page of invoices since the window's first day."""
    batch = app.halo.invoices(_first_day(state), state.position.page)
    if repeated(state, batch):
        return next_step(state)
    quarantine(app, state, batch.rejected)
    counts = records.store(
        app, records.INVOICES, batch.items, mark=not state.rebuild
    ).plus(Counts(read=len(batch.rejected), quarantined=len(batch.rejected)))
    return after_page(state.counted(Step.INVOICES, counts), batch)


def _first_day(state: SyncState) -> date:
    today = state.started_at.date() if state.started_at else date.min
    new = Step.INVOICES.value not in state.watermarks
    if new or state.kind is SyncKind.RECONCILE:
        return add_months(today, -_INVOICE_MONTHS)
    return today - timedelta(days=_PAYMENT_DAYS)
