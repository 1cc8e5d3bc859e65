"""The whole list of the CRM's records: no index, so no lag; what is gone shows here."""

from collections.abc import Callable, Sequence

from shared.domain.crm import CrmKind, CrmRecord, Person, sort_key
from shared.domain.sync import Counts, SyncState
from shared.ports import App, CrmBatch
from shared.services.sync import guards
from shared.services.sync.directory import quarantine
from shared.services.sync.steps import at, next_step
from shared.services.sync_crm.records import collection, connected, write

Window = Callable[[App, SyncState], SyncState]


def read_all(kind: CrmKind) -> Window:
    """Give the window that reads the whole list of a kind, some pages at a time."""

    def window(app: App, state: SyncState) -> SyncState:
        pages, after = _pages(app, kind, state.position.key)
        highest = _highest(pages, state.position.fingerprint)
        state = _stored(app, state, kind, pages, highest if after else "")
        if after:
            return at(
                state,
                page=state.position.page + 1,
                key=after,
                fingerprint=highest,
            )
        return next_step(state)

    return window


def _pages(app: App, kind: CrmKind, after: str) -> tuple[list[CrmBatch], str]:
    hubspot = connected(app)
    pages: list[CrmBatch] = []
    while len(pages) < app.pages_per_window:
        pages.append(hubspot.listed(kind, after))
        after = pages[-1].after
        if pages[-1].last:
            return pages, ""
    return pages, after


def _highest(pages: Sequence[CrmBatch], before: str) -> str:
    """Give the highest id so far; the list must go by id, or gaps would say nothing."""
    last = before
    for page in pages:
        for item in page.items:
            if last and int(item.id) <= int(last):
                message = f"the CRM's list is not by id: {item.id} after {last}"
                raise guards.SyncStopped(message)
            last = item.id
    return last


def _stored(
    app: App, state: SyncState, kind: CrmKind, pages: Sequence[CrmBatch], last: str
) -> SyncState:
    """Write a window; what is stored between its ends and is not listed is gone."""
    rejected = tuple(r for page in pages for r in page.rejected)
    listed = {item.id: item for page in pages for item in page.items}
    stored = _between(app, kind, state.position.fingerprint, last)
    items = [_kept(stored.get(key), item) for key, item in listed.items()]
    unread = {r.source_id for r in rejected}
    gone = [
        record.model_copy(update={"gone": True})
        for key, record in stored.items()
        if key not in listed and key not in unread and not record.gone
    ]
    merged = {lost for item in items for lost in item.merged_ids}
    known = sum(not record.gone for record in stored.values())
    lost = sum(record.id not in merged for record in gone)
    guards.check_vanished(app, f"{kind.value}s of the CRM", known=known, gone=lost)
    changed = write(app, kind, [*items, *gone], stored)
    quarantine(app, state, rejected)
    read = sum(page.read for page in pages)
    counts = Counts(
        read=read,
        processed=len(items),
        quarantined=len(rejected),
        superseded=read - len(items) - len(rejected),
        changed=changed,
    )
    return state.counted(state.position.step, counts)


def _between(app: App, kind: CrmKind, after: str, last: str) -> dict[str, CrmRecord]:
    first = sort_key(str(int(after) + 1)) if after else ""
    end = sort_key(last) if last else ""
    rows = collection(app, kind).of(kind.value, first=first, last=end)
    return {record.id: record for record in rows}


def _kept(old: CrmRecord | None, new: CrmRecord) -> CrmRecord:
    """Keep a person's accounts and labels, which the list does not tell."""
    if isinstance(old, Person) and isinstance(new, Person):
        ties = {"account_ids": old.account_ids, "labels": old.labels}
        return new.model_copy(update=ties)
    return new


def read_labels(app: App, state: SyncState) -> SyncState:
    """Read who belongs to which account and as what: a thousand accounts a request."""
    crm = app.stores.crm
    ids = [account.id for account in crm.accounts.all() if not account.gone]
    labels: dict[str, dict[str, tuple[str, ...]]] = {}
    for link in connected(app).people_of(ids):
        labels.setdefault(link.person_id, {})[link.account_id] = link.labels
    people = {person.id: person for person in crm.people.all()}
    tied = [_tied(person, labels.get(key, {})) for key, person in people.items()]
    changed = write(app, CrmKind.PERSON, tied, dict(people))
    counts = Counts(read=len(tied), processed=len(tied), changed=changed)
    return next_step(state.counted(state.position.step, counts))


def _tied(person: Person, labels: dict[str, tuple[str, ...]]) -> Person:
    if person.gone:
        return person
    ids = tuple(sorted(labels, key=sort_key))
    named = {key: labels[key] for key in ids if labels[key]}
    return person.model_copy(update={"account_ids": ids, "labels": named})
