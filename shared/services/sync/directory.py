"""First steps of a sync: access, lookups, the MSP's people, and its customers."""

from collections.abc import Iterable
from typing import TypeVar

from shared.domain.customer import Agent, Customer
from shared.domain.sync import Counts, SyncState
from shared.ports import App, Batch, Collection, Rejected
from shared.services import report_exceptions
from shared.services.sync.steps import after_page, next_step, repeated

M = TypeVar("M", Agent, Customer)

_SCOPES = "scope_missing:halopsa"


def read_directory(app: App, state: SyncState) -> SyncState:
    """Compare scopes, and store lookups and agents."""
    access = app.halo.check_access()
    if access.missing:
        report_exceptions.raise_for_tenant(
            app,
            rule="scope_missing",
            key=_SCOPES,
            message=f"HaloPSA did not grant {', '.join(access.missing)}",
        )
    else:
        report_exceptions.close_for_tenant(app, key=_SCOPES)
    app.stores.settings.save_lookups(app.halo.lookups())
    batch = app.halo.agents()
    changed = _new(batch.items, app.stores.agents)
    app.stores.agents.put(changed)
    return next_step(counted(app, state, batch, changed=len(changed)))


def read_customers(app: App, state: SyncState) -> SyncState:
    """Store one page of customers: those that differ, for each costs a write."""
    batch = app.halo.customers(state.position.page)
    if not repeated(state, batch):
        changed = _new(batch.items, app.stores.customers)
        app.stores.customers.put(changed)
        state = counted(app, state, batch, changed=len(changed))
    return after_page(state, batch)


def _new(items: Iterable[M], collection: Collection[M]) -> list[M]:
    stored = set(collection.all())
    return [item for item in items if item not in stored]


def counted(app: App, state: SyncState, batch: Batch, *, changed: int) -> SyncState:
    """Quarantine a page's bad rows and count all of them."""
    quarantine(app, state, batch.rejected)
    bad = len(batch.rejected)
    good = batch.read - bad
    counts = Counts(read=batch.read, processed=good, quarantined=bad, changed=changed)
    return state.counted(state.position.step, counts)


def quarantine(app: App, state: SyncState, rejected: tuple[Rejected, ...]) -> None:
    """Set bad records aside, if there are any."""
    if rejected:
        app.stores.quarantine.put(state.run_id, rejected)
