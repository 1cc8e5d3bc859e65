"""All ports together, as the first argument of every use case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from shared.domain.billing import Invoice, RecurringInvoice
from shared.domain.contract import Contract, Intake
from shared.domain.correspondence import (
    Contact,
    CustomerMail,
    MailboxState,
    MailFact,
    WatchState,
)
from shared.domain.crm import Account, CrmOwner, Deal, Person, Pipeline
from shared.domain.customer import Agent, Customer
from shared.domain.inventory import Inventory, ListPrice
from shared.domain.match import Match
from shared.domain.service import Feedback, Ticket, TimeEntry
from shared.domain.stakeholder import StakeholderMap
from shared.domain.sync import SeenTask
from shared.domain.workload import ThemeBook, UpliftHead, WorkMonth
from shared.ports.approvals import ApprovalLinks, RecentVotes
from shared.ports.gmail import Erasures, MailBudget, MailPorts, Pushes, Versioned
from shared.ports.halopsa import HaloPsa
from shared.ports.hubspot import HubSpot
from shared.ports.operations import (
    Messages,
    Projections,
    Quarantine,
    Runs,
    Settings,
    SyncCursor,
    ThemeModels,
    Timeline,
)
from shared.ports.records import (
    Collection,
    DirtyMonths,
    FactStore,
    RecordIndex,
    ScoreStore,
)

if TYPE_CHECKING:
    # It needs numpy, which only the functions that use it should pay for.
    from shared.uplift.themes.vectors import Encoder


@dataclass(frozen=True)
class CrmStores:
    """What is stored of the CRM."""

    accounts: Collection[Account]
    deals: Collection[Deal]
    people: Collection[Person]
    owners: Collection[CrmOwner]
    pipelines: Collection[Pipeline]
    matches: Collection[Match]
    stakeholders: Collection[StakeholderMap]
    cursor: SyncCursor


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
    people: Collection[Contact]
    mail: Collection[MailFact]
    mail_summaries: Collection[CustomerMail]
    mailboxes: Versioned[MailboxState]
    watches: Versioned[WatchState]
    pushes: Pushes
    erasures: Erasures
    mail_budget: MailBudget
    votes: RecentVotes
    index: RecordIndex
    facts: FactStore
    dirty: DirtyMonths
    scores: ScoreStore
    work: Collection[WorkMonth]
    inventory: Collection[Inventory]
    prices: Collection[ListPrice]
    theme_books: Collection[ThemeBook]
    uplift_heads: Collection[UpliftHead]
    uplift_due: DirtyMonths
    themes: ThemeModels
    timeline: Timeline
    projections: Projections
    cursor: SyncCursor
    runs: Runs
    quarantine: Quarantine
    settings: Settings
    crm: CrmStores


@dataclass(frozen=True)
class App:
    """The engine wired up: every use case takes it first.

    `hubspot` is None where no CRM is connected, `mail` where no mailbox is set up.
    """

    tenant_id: str
    currency: str
    stores: Stores
    messages: Messages
    halo: HaloPsa
    now: Callable[[], datetime]
    today: Callable[[], date]
    new_id: Callable[[], str]
    time_zone: str = "UTC"
    history_months: int = 25
    pages_per_window: int = 50
    mail: MailPorts | None = None
    encoder: "Callable[[], Encoder] | None" = None
    hubspot: HubSpot | None = None
    links: ApprovalLinks | None = None
    entra_tenant_id: str = ""
    public_base_url: str = ""
    concession_ticket_type: str = ""
    problem_ticket_type: str = ""
