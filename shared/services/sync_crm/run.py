"""The CRM's sync runs: changes every few minutes, the whole list each night."""

from shared.domain.crm import CrmKind
from shared.domain.sync import Step, SyncKind
from shared.ports import App
from shared.services.sync import run, steps
from shared.services.sync.source import Source
from shared.services.sync_crm.changes import read_changes
from shared.services.sync_crm.directory import read_directory
from shared.services.sync_crm.full import read_all, read_labels
from shared.services.sync_crm.join import join

QUEUE = "hubspot-windows"
_DAY = 24 * 3600 + 60  # a spent day ends at the portal's midnight


HUBSPOT = Source(
    name="hubspot",
    queue=QUEUE,
    jobs={SyncKind.CHANGES: "sync_hubspot", SyncKind.RECONCILE: "reconcile_hubspot"},
    windows={
        Step.CRM_DIRECTORY: read_directory,
        Step.CRM_ACCOUNTS: read_all(CrmKind.ACCOUNT),
        Step.CRM_DEALS: read_all(CrmKind.DEAL),
        Step.CRM_PEOPLE: read_all(CrmKind.PERSON),
        Step.CRM_LABELS: read_labels,
        Step.CRM_ACCOUNT_CHANGES: read_changes(CrmKind.ACCOUNT),
        Step.CRM_DEAL_CHANGES: read_changes(CrmKind.DEAL),
        Step.CRM_PEOPLE_CHANGES: read_changes(CrmKind.PERSON),
        Step.CRM_JOIN: join,
    },
    order=steps.CRM_ORDER,
    cursor=lambda app: app.stores.crm.cursor,
    needs=Step.DONE,
    first=SyncKind.RECONCILE,
    marking=frozenset({SyncKind.CHANGES, SyncKind.RECONCILE}),
    longest_wait=_DAY,
)


def plan(app: App, kind: SyncKind = SyncKind.CHANGES) -> str:
    """Start a run or push the one under way; "" where no CRM is connected."""
    return run.plan(app, kind, source=HUBSPOT) if app.hubspot else ""


def work(app: App, body: str) -> None:
    """Do one window of a run."""
    run.work(app, body, source=HUBSPOT)
