"""Contracts: a full scan each run (no modified-since filter), detail for changed."""

from collections.abc import Iterable
from itertools import islice

from shared.domain.contract import Contract
from shared.domain.errors import NotFound, RecordRejected
from shared.domain.sync import ALL_MONTHS, Counts, SyncKind, SyncState
from shared.ports import App, Rejected
from shared.services import load_dossiers, report_exceptions
from shared.services.sync import guards
from shared.services.sync.directory import quarantine
from shared.services.sync.steps import all_pages, next_step, same_step

DETAILS_PER_WINDOW = 50
_UNREADABLE = "contract_unreadable"
_LISTED = (
    *("customer_id", "reference", "start_date", "end_date", "active", "status"),
    *("billing_months", "entitled_hours", "period_charge", "sla_id", "modified_at"),
)


def read_contracts(app: App, state: SyncState) -> SyncState:
    """Read the whole list as one window, so that a stop leaves the last good data."""
    pages = all_pages(app.halo.contracts)
    listed = {c.id: c for page in pages for c in page.items}
    rejected = tuple(r for page in pages for r in page.rejected)
    stored = {c.id: c for c in app.stores.contracts.all()}
    gone = _gone(stored, listed, {r.source_id for r in rejected})
    read = sum(page.read for page in pages)
    bad = len(rejected)
    doubles = read - bad - len(listed)
    new = sum(_differs(stored.get(c.id), c) for c in listed.values())
    counts = Counts(
        read=read,
        processed=len(listed),
        quarantined=bad,
        superseded=doubles,
        changed=new + len(gone),
    )
    state = state.counted(state.position.step, counts)
    quarantine(app, state, rejected)
    guards.check_bad_records(app, state, state.position.step)
    known = sum(not c.gone for c in stored.values())
    guards.check_vanished(app, "contracts", known=known, gone=len(gone))
    _ask_about(app, rejected)
    _store(app, state, listed.values(), _confirmed(app, gone), stored)
    return next_step(state)


def _gone(
    stored: dict[str, Contract], listed: dict[str, Contract], rejected: set[str]
) -> list[Contract]:
    """List the contracts that are no longer there; a bad row is not a lost contract."""
    return [
        contract.model_copy(update={"gone": True, "active": False})
        for key, contract in stored.items()
        if key not in listed and key not in rejected and not contract.gone
    ]


def _confirmed(app: App, gone: Iterable[Contract]) -> list[Contract]:
    """Leave only what is gone by its own id: a page may have lost a row."""
    return [contract for contract in gone if not _is_there(app, contract.id)]


def _is_there(app: App, contract_id: str) -> bool:
    try:
        app.halo.contract(contract_id)
    except NotFound:
        return False
    except RecordRejected:
        return True
    return True


def _ask_about(app: App, rejected: Iterable[Rejected]) -> None:
    """Raise an exception for each contract that can't be read, with its value.

    Without a customer or with dates that are none it has no timeline of its own.
    """
    today = app.today()
    found = []
    for row in rejected:
        value = load_dossiers.billed_for(app, row.source_id, today)
        found.append(
            report_exceptions.Trouble(
                rule=_UNREADABLE,
                key=f"{_UNREADABLE}:{row.source_id}",
                message=f"contract {row.source_id} can't be used: {row.reason}",
                **value.model_dump(),
            )
        )
    report_exceptions.settle_for_tenant(app, rule=_UNREADABLE, found=found)


def _store(
    app: App,
    state: SyncState,
    listed: Iterable[Contract],
    gone: list[Contract],
    stored: dict[str, Contract],
) -> None:
    again = state.kind is SyncKind.RECONCILE
    changed = [c for c in listed if again or _differs(stored.get(c.id), c)]
    merged = [_merged(stored.get(c.id), c) for c in changed]
    moved = [
        stored[c.id]
        for c in changed
        if c.id in stored and stored[c.id].customer_id != c.customer_id
    ]
    # Which contract a ticket counts for depends on the customer's other contracts.
    if not (again or state.rebuild):
        touched = {c.customer_id for c in [*changed, *gone, *moved]}
        app.stores.dirty.mark((owner, ALL_MONTHS) for owner in touched)
    app.stores.contracts.put([*merged, *gone])
    app.stores.contracts.remove(moved)


def _differs(old: Contract | None, new: Contract) -> bool:
    if old is None or old.gone:
        return True
    return any(getattr(old, name) != getattr(new, name) for name in _LISTED)


def _merged(old: Contract | None, new: Contract) -> Contract:
    """Keep what only the detail knows until the detail is read again."""
    if old is None:
        return new.model_copy(update={"detail_due": True})
    kept = {"fields": old.fields, "previous_contract_id": old.previous_contract_id}
    return new.model_copy(update={**kept, "detail_due": True})


def read_details(app: App, state: SyncState) -> SyncState:
    """Read the details that are due, a window at a time; none left ends the step."""
    due = [c for c in app.stores.contracts.all() if c.detail_due]
    window = list(islice(due, DETAILS_PER_WINDOW))
    read: list[Contract] = []
    rejected: list[Rejected] = []
    for contract in window:
        try:
            read.append(app.halo.contract(contract.id))
        except NotFound:
            read.append(contract.model_copy(update={"gone": True, "active": False}))
        except RecordRejected as error:
            rejected.append(
                Rejected(resource="contract", source_id=contract.id, reason=str(error))
            )
            read.append(contract)
    quarantine(app, state, tuple(rejected))
    moved = [
        old
        for old, new in zip(window, read, strict=True)
        if old.customer_id != new.customer_id
    ]
    done = [c.model_copy(update={"detail_due": False}) for c in read]
    app.stores.contracts.put(done)
    app.stores.contracts.remove(moved)
    thin = [c.model_copy(update={"detail_due": False}) for c in window]
    counts = Counts(
        read=len(window),
        processed=len(window) - len(rejected),
        quarantined=len(rejected),
        changed=sum(old != new for old, new in zip(thin, done, strict=True)),
    )
    state = state.counted(state.position.step, counts)
    return same_step(state) if len(due) > len(window) else next_step(state)
