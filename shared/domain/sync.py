"""How far a sync has come, what it counted, and what stands behind a stored record."""

from datetime import date, datetime
from enum import StrEnum

from shared.domain.model import Model


class Step(StrEnum):
    """The steps of syncs, in order; each works through windows until it is done."""

    DIRECTORY = "directory"
    CUSTOMERS = "customers"
    CONTRACTS = "contracts"
    CONTRACT_DETAILS = "contract_details"
    RECURRING = "recurring"
    RECURRING_DETAILS = "recurring_details"
    INVOICES = "invoices"
    TICKETS = "tickets"
    ATTRIBUTION = "attribution"
    TIME = "time"
    FEEDBACK = "feedback"
    TICKET_IDS = "ticket_ids"
    FACTS = "facts"
    CRM_DIRECTORY = "crm_directory"
    CRM_ACCOUNTS = "crm_accounts"
    CRM_DEALS = "crm_deals"
    CRM_PEOPLE = "crm_people"
    CRM_LABELS = "crm_labels"
    CRM_ACCOUNT_CHANGES = "crm_account_changes"
    CRM_DEAL_CHANGES = "crm_deal_changes"
    CRM_PEOPLE_CHANGES = "crm_people_changes"
    CRM_JOIN = "crm_join"
    DONE = "done"


class SyncKind(StrEnum):
    """What a run is for: new data, or finding what is gone."""

    CHANGES = "changes"
    RECONCILE = "reconcile"


class Counts(Model):
    """What became of the records read: read = processed + quarantined + superseded.

    `changed` is the part of `processed` that was new or different.
    """

    read: int = 0
    processed: int = 0
    quarantined: int = 0
    superseded: int = 0
    changed: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Add up two counts, field by field."""
        mine, theirs = self.model_dump(), other.model_dump()
        return Counts(**{name: mine[name] + theirs[name] for name in mine})


class Position(Model):
    """A place in a step: the next page or key, and the fingerprint of the last page."""

    step: Step
    page: int = 1
    key: str = ""
    fingerprint: str = ""

    @property
    def token(self) -> str:
        """The text that a queue message names this place by."""
        return f"{self.step.value}:{self.page}:{self.key}"


class SyncState(Model):
    """The one cursor of a source; it moves only after the data is stored.

    `watermarks` are the starts of the last runs that finished each step;
    `rebuild` asks the facts step for all customers instead of the marked months;
    `attributed` tells whether all ticket pages so far carried their contracts.
    """

    run_id: str = ""
    kind: SyncKind = SyncKind.CHANGES
    active: bool = False
    started_at: datetime | None = None
    moved_at: datetime | None = None
    position: Position = Position(step=Step.DONE)
    previous: str = ""
    watermarks: dict[str, datetime] = {}
    counts: dict[str, Counts] = {}
    figures: dict[str, int] = {}
    attributed: bool = False
    rebuild: bool = False
    stopped: str = ""

    def counted(self, step: Step, counts: Counts) -> "SyncState":
        """Add what a window counted to its step."""
        total = self.counts.get(step.value, Counts()).plus(counts)
        return self.model_copy(update={"counts": self.counts | {step.value: total}})

    def figured(self, **figures: int) -> "SyncState":
        """Add to named figures."""
        added = {name: self.figures.get(name, 0) + n for name, n in figures.items()}
        return self.model_copy(update={"figures": self.figures | added})


class IndexEntry(Model):
    """Where a source's record is stored, and the hash of what it said."""

    id: str
    customer_id: str
    month: str
    hash: str


class SeenTask(Model):
    """One of the engine's own tasks as the PSA shows it."""

    task_id: str
    customer_id: str
    ticket_id: str
    closed: bool


ALL_MONTHS = "all"


class DirtyMonth(Model):
    """A customer's month (or ALL_MONTHS) whose facts have to be computed again."""

    customer_id: str
    month: str
    etag: str = ""


class RunRecord(Model):
    """One run of a job: when, how it went, and what it counted."""

    job: str
    run_id: str
    started_at: datetime
    finished_at: datetime | None = None
    status: str = "running"  # running, succeeded, failed, stopped
    message: str = ""
    counts: dict[str, Counts] = {}
    figures: dict[str, int] = {}


class LatestScore(Model):
    """The newest score of a contract, as projections and decisions read it."""

    customer_id: str
    contract_id: str
    as_of_date: date
    key: str
    inputs_hash: str
    playbook_version: str
    model_version: str
    document: str
