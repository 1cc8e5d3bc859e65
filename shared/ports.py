"""What the use cases need of the outside world, as protocols."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from shared.domain.billing import Invoice, RecurringInvoice
from shared.domain.calibration import CalibratedModel
from shared.domain.contract import Contract, Intake
from shared.domain.customer import Agent, Customer
from shared.domain.event import Context, Event, NewEvent
from shared.domain.facts import MonthFacts
from shared.domain.model import Model
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState, Effect, ExceptionItem
from shared.domain.score import Score, ScoreInputs
from shared.domain.service import Feedback, Lookups, Ticket, TimeEntry
from shared.domain.sync import (
    DirtyMonth,
    IndexEntry,
    LatestScore,
    RunRecord,
    SeenTask,
    SyncState,
)

M = TypeVar("M", bound=Model)


class Rejected(Model):
    """A record that was set aside: where it came from, why, and what it said."""

    resource: str
    source_id: str
    reason: str
    document: str = ""


class Batch(Model):
    """What one request of a source gave, without the items (see the subclasses).

    `last` is true when nothing follows; `fingerprint` identifies the page's content,
    so that a repeated page is recognised.
    """

    rejected: tuple[Rejected, ...] = ()
    last: bool = True
    fingerprint: str = ""
    read: int = 0


class CustomerBatch(Batch):
    """Customers of one page."""

    items: tuple[Customer, ...] = ()


class AgentBatch(Batch):
    """Agents of one page."""

    items: tuple[Agent, ...] = ()


class ContractBatch(Batch):
    """Contracts of one page: thin rows, with `detail_due` set."""

    items: tuple[Contract, ...] = ()


class RecurringBatch(Batch):
    """Recurring invoices of one page; `detail_due` where lines did not come along."""

    items: tuple[RecurringInvoice, ...] = ()


class InvoiceBatch(Batch):
    """Invoices of one page."""

    items: tuple[Invoice, ...] = ()


class TicketBatch(Batch):
    """Tickets of one page; `attributed` tells whether rows carry contract ids."""

    items: tuple[Ticket, ...] = ()
    attributed: bool = False


class TimeBatch(Batch):
    """Time entries of one window of days."""

    items: tuple[TimeEntry, ...] = ()


class FeedbackBatch(Batch):
    """All survey answers."""

    items: tuple[Feedback, ...] = ()


class TicketAction(Model):
    """Something done on a ticket."""

    id: str
    agent_id: str | None
    outcome: str = ""
    at: datetime | None = None
    visible_to_customer: bool = False
    emailed: bool = False


class AccessReport(Model):
    """Scopes that the source granted, and those we need that are missing."""

    granted: tuple[str, ...]
    missing: tuple[str, ...]


class HaloPsa(Protocol):
    """HaloPSA as the use cases see it: our nouns only, one request a call."""

    def check_access(self) -> AccessReport: ...
    def lookups(self) -> Lookups: ...
    def agents(self) -> AgentBatch: ...
    def customers(self, page: int) -> CustomerBatch: ...
    def contracts(self, page: int) -> ContractBatch: ...
    def contract(self, contract_id: str) -> Contract: ...
    def recurring_invoices(self, page: int) -> RecurringBatch: ...
    def recurring_invoice(self, invoice_id: str) -> RecurringInvoice: ...
    def invoices(self, since: date, page: int) -> InvoiceBatch: ...
    def tickets(self, since: datetime, page: int, lookups: Lookups) -> TicketBatch: ...
    def ticket(self, ticket_id: str, lookups: Lookups) -> Ticket: ...
    def ticket_ids(
        self, page: int, *, contract_id: str = "", since: datetime | None = None
    ) -> tuple[tuple[str, ...], bool]: ...
    def time_entries(self, first: date, last: date) -> TimeBatch: ...
    def feedback(self) -> FeedbackBatch: ...
    def actions(self, ticket_id: str) -> tuple[TicketAction, ...]: ...
    def find_task(self, effect: Effect) -> str | None: ...
    def create_task(self, effect: Effect) -> str: ...
    def task_has_marker(self, external_id: str, effect: Effect) -> bool: ...
    def close_task(self, external_id: str, lookups: Lookups, reason: str) -> None: ...


class Collection(Protocol[M]):
    """Records of one kind, kept by customer and a key that sorts."""

    def put(self, items: Iterable[M]) -> None: ...
    def get(self, customer_id: str, key: str) -> M | None: ...
    def at(self, entry: IndexEntry) -> M | None: ...
    def of(
        self, customer_id: str, *, first: str = "", last: str = ""
    ) -> Iterator[M]: ...
    def all(self) -> Iterator[M]: ...
    def remove(self, items: Iterable[M]) -> None: ...


class RecordIndex(Protocol):
    """Where each source record is stored; written last, so it never promises more."""

    def known(self, resource: str, ids: Iterable[str]) -> dict[str, IndexEntry]: ...
    def between(self, resource: str, first: str, last: str) -> list[IndexEntry]: ...
    def in_bucket(self, resource: str, bucket: str) -> list[IndexEntry]: ...
    def put(
        self, resource: str, entries: Iterable[IndexEntry], bucket: str = ""
    ) -> None: ...
    def remove(
        self, resource: str, entries: Iterable[IndexEntry], bucket: str = ""
    ) -> None: ...


class FactStore(Protocol):
    """Monthly facts by contract."""

    def put(self, facts: Iterable[MonthFacts]) -> None: ...
    def of(self, customer_id: str, *, since: str = "") -> Iterator[MonthFacts]: ...


class DirtyMonths(Protocol):
    """Months whose facts are out of date."""

    def mark(self, months: Iterable[tuple[str, str]]) -> None: ...
    def some(self, limit: int) -> list[DirtyMonth]: ...
    def clear(self, months: Iterable[DirtyMonth]) -> None: ...


class ScoreStore(Protocol):
    """Every score with its inputs, and the newest of each contract."""

    def put(self, score: Score, inputs: ScoreInputs) -> None: ...
    def latest(self, customer_id: str) -> dict[str, LatestScore]: ...
    def inputs(self, customer_id: str, contract_id: str, key: str) -> ScoreInputs: ...


class Timeline(Protocol):
    """Events of a contract: append-only, in sequence, hash-chained."""

    def load(self, customer_id: str, contract_id: str) -> list[Event]: ...
    def all(self) -> Iterator[Event]: ...
    def append(
        self, state: ContractState, events: Sequence[NewEvent], context: Context
    ) -> list[Event]: ...


class Projections(Protocol):
    """What is read of renewals, effects and exceptions; rebuildable at any time."""

    def put(self, state: ContractState) -> None: ...
    def heads(self, customer_id: str) -> dict[str, int]: ...
    def owed(self) -> Iterator[Effect]: ...
    def open_exceptions(self) -> Iterator[ExceptionItem]: ...
    def clear(self) -> None: ...


class SyncCursor(Protocol):
    """The cursor of a source; saving needs the version that was loaded."""

    def load(self) -> tuple[SyncState, str]: ...
    def save(self, state: SyncState, version: str) -> str: ...


class Runs(Protocol):
    """Run records of all jobs."""

    def put(self, record: RunRecord) -> None: ...
    def latest(self, job: str) -> RunRecord | None: ...
    def last_success(self, job: str) -> datetime | None: ...


class Quarantine(Protocol):
    """Records that were set aside, with the reason."""

    def put(self, run_id: str, rejected: Sequence[Rejected]) -> None: ...


class Settings(Protocol):
    """Small tenant-wide values: playbook, lookups, switches, webhook hints seen."""

    def playbook(self) -> Playbook: ...
    def save_playbook(self, book: Playbook) -> None: ...
    def playbook_version(self, version: str) -> Playbook | None: ...
    def model(self) -> CalibratedModel | None: ...
    def save_model(self, model: CalibratedModel) -> None: ...
    def lookups(self) -> Lookups: ...
    def save_lookups(self, lookups: Lookups) -> None: ...
    def effects_stopped(self) -> bool: ...
    def stop_effects(self, *, stopped: bool) -> None: ...
    def first_seen(self, hint: str) -> bool: ...
    def remember(self, hint: str) -> None: ...


class Messages(Protocol):
    """Queues: hints that work is there."""

    def send(self, queue: str, body: str, *, delay_seconds: int = 0) -> None: ...


@dataclass(frozen=True)
class Stores:
    """All that is stored, as one argument."""

    customers: Collection[Customer]
    agents: Collection[Agent]
    contracts: Collection[Contract]
    intake: Collection[Intake]
    recurring: Collection[RecurringInvoice]
    invoices: Collection[Invoice]
    tickets: Collection[Ticket]
    time_entries: Collection[TimeEntry]
    feedback: Collection[Feedback]
    tasks: Collection[SeenTask]
    index: RecordIndex
    facts: FactStore
    dirty: DirtyMonths
    scores: ScoreStore
    timeline: Timeline
    projections: Projections
    cursor: SyncCursor
    runs: Runs
    quarantine: Quarantine
    settings: Settings


@dataclass(frozen=True)
class App:
    """The engine wired up: every use case takes it first."""

    tenant_id: str
    currency: str
    stores: Stores
    messages: Messages
    halo: HaloPsa
    now: Callable[[], datetime]
    today: Callable[[], date]
    new_id: Callable[[], str]
    history_months: int = 25
    pages_per_window: int = 25
