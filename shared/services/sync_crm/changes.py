"""What changed in the CRM: searched in a window whose end the index has reached."""

from datetime import datetime, timedelta

from shared.domain.crm import AccountLink, CrmKind, CrmRecord, Deal, Person, sort_key
from shared.domain.sync import Counts, Step, SyncState
from shared.ports import App, ChangeWindow, CrmBatch
from shared.services.sync.directory import quarantine
from shared.services.sync.steps import at, next_step
from shared.services.sync_crm.full import Window
from shared.services.sync_crm.records import connected, known, write

# The index lags by up to 30 s and not in order. What comes later still is found by
# the nightly pass.
LAG = timedelta(seconds=60)
OVERLAP = timedelta(minutes=10)


def read_changes(kind: CrmKind) -> Window:
    """Give the window that reads what changed of a kind, some pages at a time."""

    def window(app: App, state: SyncState) -> SyncState:
        pages, after = _pages(app, kind, state)
        state = _stored(app, state, kind, pages)
        if after:
            return at(state, page=state.position.page + 1, key=after)
        return next_step(state)

    return window


def bounds(state: SyncState, now: datetime) -> ChangeWindow:
    """Give the window of a run, the same for all its messages."""
    started = state.started_at or now
    last = state.watermarks.get(Step.DONE.value, started)
    return ChangeWindow(since=last - LAG - OVERLAP, until=started - LAG)


def _pages(app: App, kind: CrmKind, state: SyncState) -> tuple[list[CrmBatch], str]:
    window, after = bounds(state, app.now()), state.position.key
    pages: list[CrmBatch] = []
    while len(pages) < app.pages_per_window:
        pages.append(connected(app).changed(kind, window, after))
        after = pages[-1].after
        if pages[-1].last:
            return pages, ""
    return pages, after


def _stored(
    app: App, state: SyncState, kind: CrmKind, pages: list[CrmBatch]
) -> SyncState:
    found = {item.id: item for page in pages for item in page.items}
    stored = known(app, kind, found)
    # The overlap brings records again, and the index may bring an older version.
    newer = [
        item
        for key, item in found.items()
        if key not in stored or stored[key].modified_at < item.modified_at
    ]
    written = _tied(app, kind, newer) if kind is not CrmKind.ACCOUNT else newer
    changed = write(app, kind, written, stored)
    rejected = tuple(r for page in pages for r in page.rejected)
    quarantine(app, state, rejected)
    read = sum(page.read for page in pages)
    counts = Counts(
        read=read,
        processed=len(newer),
        quarantined=len(rejected),
        superseded=read - len(newer) - len(rejected),
        changed=changed,
    )
    return state.counted(state.position.step, counts)


def _tied(app: App, kind: CrmKind, records: list[CrmRecord]) -> list[CrmRecord]:
    """Read the accounts of records, which the search does not tell."""
    if not records:
        return []
    links = connected(app).account_links(kind, [record.id for record in records])
    return [with_links(record, links.get(record.id, ())) for record in records]


def with_links(record: CrmRecord, links: tuple[AccountLink, ...]) -> CrmRecord:
    """Put accounts into a deal or a person."""
    ids = tuple(sorted((link.account_id for link in links), key=sort_key))
    if isinstance(record, Deal):
        primary = next((link.account_id for link in links if link.primary), None)
        return record.model_copy(
            update={"account_ids": ids, "primary_account_id": primary}
        )
    if isinstance(record, Person):
        labels = {link.account_id: link.labels for link in links if link.labels}
        ordered = {key: labels[key] for key in ids if key in labels}
        return record.model_copy(update={"account_ids": ids, "labels": ordered})
    return record
