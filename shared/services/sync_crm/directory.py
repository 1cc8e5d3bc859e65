"""The CRM's access, owners and pipelines."""

from collections.abc import Iterable
from typing import TypeVar

from shared.domain.crm import CrmOwner, Pipeline
from shared.domain.sync import SyncState
from shared.ports import App, Collection
from shared.services import report_exceptions
from shared.services.sync.directory import counted
from shared.services.sync.steps import next_step
from shared.services.sync_crm.records import connected

M = TypeVar("M", CrmOwner, Pipeline)

_SCOPES = "scope_missing:hubspot"


def read_directory(app: App, state: SyncState) -> SyncState:
    """Compare scopes, and store owners, those who left too, and pipelines."""
    hubspot, crm = connected(app), app.stores.crm
    missing = hubspot.check_access().missing
    if missing:
        report_exceptions.raise_for_tenant(
            app,
            rule="scope_missing",
            key=_SCOPES,
            message=f"HubSpot did not grant {', '.join(missing)}",
        )
    else:
        report_exceptions.close_for_tenant(app, key=_SCOPES)
    owners, pipelines = hubspot.owners(), hubspot.pipelines()
    changed = _replaced(crm.owners, owners.items)
    changed += _replaced(crm.pipelines, pipelines)
    return next_step(counted(app, state, owners, changed=changed))


def _replaced(kept: Collection[M], items: Iterable[M]) -> int:
    stored = {item.id: item for item in kept.all()}
    listed = {item.id: item for item in items}
    changed = [item for key, item in listed.items() if stored.get(key) != item]
    gone = [item for key, item in stored.items() if key not in listed]
    kept.put(changed)
    kept.remove(gone)
    return len(changed) + len(gone)
