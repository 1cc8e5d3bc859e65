"""What a source gives in one answer: our nouns, with the rows that were set aside."""

from datetime import datetime

from shared.domain.billing import Invoice, RecurringInvoice
from shared.domain.contract import Contract
from shared.domain.correspondence import Contact
from shared.domain.customer import Agent, Customer
from shared.domain.inventory import ListPrice, Thing
from shared.domain.model import Model
from shared.domain.service import Feedback, Ticket, TimeEntry


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


class ContactBatch(Batch):
    """People at customers, of one page."""

    items: tuple[Contact, ...] = ()


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


class ThingBatch(Batch):
    """Things in service of one page."""

    items: tuple[Thing, ...] = ()


class PriceBatch(Batch):
    """Items of the price list of one page."""

    items: tuple[ListPrice, ...] = ()


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
