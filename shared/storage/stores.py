"""All stores over the three primitives: which table holds what, under which key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from shared.domain.billing import Invoice, RecurringInvoice
from shared.domain.calendar import month_key
from shared.domain.contract import Contract, Intake
from shared.domain.correspondence import (
    Contact,
    CustomerMail,
    MailboxState,
    MailFact,
    WatchState,
)
from shared.domain.crm import (
    Account,
    CrmOwner,
    CrmRecord,
    Deal,
    Person,
    Pipeline,
    sort_key,
)
from shared.domain.customer import Agent, Customer
from shared.domain.inventory import Inventory, ListPrice
from shared.domain.match import Match
from shared.domain.model import Model
from shared.domain.playbook import Playbook
from shared.domain.service import Feedback, Ticket, TimeEntry
from shared.domain.stakeholder import StakeholderMap
from shared.domain.sync import SeenTask
from shared.domain.workload import ThemeBook, UpliftHead, WorkMonth
from shared.ports import CrmStores, Stores
from shared.storage.collections import TableCollection
from shared.storage.erasures import TableErasures
from shared.storage.facts import TableDirtyMonths, TableFacts
from shared.storage.gateway import Blobs, Tables
from shared.storage.keys import encode, ordered
from shared.storage.mail_budget import TableMailBudget
from shared.storage.mailboxes import MAILBOXES, WATCHES, TablePushes, TableStates
from shared.storage.operations import BlobQuarantine, TableCursor, TableRuns
from shared.storage.projections import TableProjections
from shared.storage.recent_votes import TableRecentVotes
from shared.storage.record_index import TableRecordIndex
from shared.storage.scores import TableScores
from shared.storage.tenant_settings import TableSettings
from shared.storage.theme_models import BlobThemeModels
from shared.storage.timeline import TableTimeline

M = TypeVar("M", bound=Model)


class Owned(Protocol):
    """A record of one customer."""

    @property
    def customer_id(self) -> str: ...


def open_stores(
    tables: Tables, blobs: Blobs, *, tenant_id: str, shipped: Playbook
) -> Stores:
    """Lay the stores out; nothing is read or written yet."""
    kept = _Kept(tables, tenant_id)
    return Stores(
        customers=kept("customers", Customer, lambda c: c.id, lambda _: "customer"),
        agents=kept("agents", Agent, lambda _: "msp", lambda a: encode(a.id)),
        contracts=kept("contracts", Contract, _customer, lambda c: encode(c.id)),
        intake=kept("intake", Intake, _customer, lambda i: encode(i.contract_id)),
        recurring=kept(
            "recurringinvoices", RecurringInvoice, _customer, lambda r: encode(r.id)
        ),
        invoices=kept("invoices", Invoice, _customer, invoice_key),
        tickets=kept("tickets", Ticket, _customer, ticket_key),
        time_entries=kept("timeentries", TimeEntry, _customer, _monthly),
        feedback=kept("feedback", Feedback, _customer, _monthly),
        tasks=kept("enginetasks", SeenTask, _customer, lambda t: encode(t.task_id)),
        people=kept("people", Contact, _customer, lambda p: encode(p.id)),
        mail=kept("mail", MailFact, _customer, lambda m: m.id),
        mail_summaries=kept("mailsummaries", CustomerMail, _customer, lambda _: "mail"),
        mailboxes=TableStates(tables, MAILBOXES, MailboxState, tenant_id=tenant_id),
        watches=TableStates(tables, WATCHES, WatchState, tenant_id=tenant_id),
        pushes=TablePushes(tables),
        erasures=TableErasures(tables, tenant_id),
        mail_budget=TableMailBudget(tables, tenant_id),
        votes=TableRecentVotes(tables, tenant_id),
        index=TableRecordIndex(tables, tenant_id),
        facts=TableFacts(tables, tenant_id),
        dirty=TableDirtyMonths(tables, tenant_id),
        scores=TableScores(tables, tenant_id),
        work=kept("workmonths", WorkMonth, _customer, work_key),
        inventory=kept("inventory", Inventory, _customer, lambda i: i.month),
        prices=kept("listprices", ListPrice, lambda _: "msp", lambda p: encode(p.id)),
        theme_books=kept("themebooks", ThemeBook, lambda _: "msp", lambda _: "book"),
        uplift_heads=kept("upliftheads", UpliftHead, _customer, lambda _: "head"),
        themes=BlobThemeModels(blobs),
        uplift_due=TableDirtyMonths(tables, tenant_id, "upliftmonths"),
        timeline=TableTimeline(tables, tenant_id),
        projections=TableProjections(tables, tenant_id),
        cursor=TableCursor(tables, tenant_id, "halopsa"),
        runs=TableRuns(tables, tenant_id),
        quarantine=BlobQuarantine(blobs, tenant_id),
        settings=TableSettings(tables, tenant_id, shipped),
        crm=_crm_stores(kept, TableCursor(tables, tenant_id, "hubspot")),
    )


@dataclass(frozen=True)
class _Kept:
    """Lays out one collection: its table, whose records they are, and their key."""

    tables: Tables
    tenant_id: str

    def __call__(
        self,
        table: str,
        model: type[M],
        owner: Callable[[M], str],
        key: Callable[[M], str],
    ) -> TableCollection[M]:
        return TableCollection(
            self.tables, table, model, tenant_id=self.tenant_id, owner=owner, key=key
        )


def _crm_stores(kept: _Kept, cursor: TableCursor) -> CrmStores:
    return CrmStores(
        accounts=kept("crmaccounts", Account, lambda _: "account", _by_id),
        deals=kept("crmdeals", Deal, lambda _: "deal", _by_id),
        people=kept("crmpeople", Person, lambda _: "person", _by_id),
        owners=kept("crmowners", CrmOwner, lambda _: "msp", lambda o: encode(o.id)),
        pipelines=kept(
            "crmpipelines", Pipeline, lambda _: "msp", lambda p: encode(p.id)
        ),
        matches=kept("matches", Match, _customer, lambda _: "match"),
        stakeholders=kept("stakeholders", StakeholderMap, _customer, lambda _: "map"),
        cursor=cursor,
    )


def _by_id(record: CrmRecord) -> str:
    return sort_key(record.id)


def ticket_key(ticket: Ticket) -> str:
    """Tickets sort by the month they were opened in, so facts read one range."""
    return _monthly(ticket)


def invoice_key(invoice: Invoice) -> str:
    """Invoices sort by the month of their date."""
    return f"{month_key(invoice.invoice_date)}|{ordered(invoice.id)}"


def work_key(row: WorkMonth) -> str:
    """Months of work sort by month, so that the newest are one range."""
    return f"{row.month}|{encode(row.contract_id)}"


def _monthly(item: Ticket | TimeEntry | Feedback) -> str:
    return f"{item.month}|{ordered(item.id)}"


def _customer(item: Owned) -> str:
    return item.customer_id
