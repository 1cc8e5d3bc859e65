"""Service delivered: tickets, time spent, and what customers said about it."""

from datetime import date, datetime

from shared.domain.calendar import month_key
from shared.domain.model import Model


class Ticket(Model):
    """A ticket; `response_met` and `resolution_met` are None while undecided.

    `priority` is the rank within its SLA (1 is the most urgent), None when unknown.
    `reopened` counts how often a closed date went back or moved later.
    `resolution_derived` is true where the source told no SLA state and the closing date
    was compared with the target date instead.
    """

    id: str
    customer_id: str
    contract_id: str | None = None
    site_id: str | None = None
    ticket_type_id: str = ""
    summary: str = ""
    category: str = ""
    agent_id: str | None = None
    priority: int | None = None
    opened_at: datetime
    closed_at: datetime | None = None
    status_id: str = ""
    response_met: bool | None = None
    resolution_met: bool | None = None
    resolution_derived: bool = False
    sla_excluded: bool = False
    reopened: int = 0
    merged_into: str | None = None
    deleted: bool = False
    updated_at: datetime | None = None

    @property
    def month(self) -> str:
        """The month whose facts this ticket belongs to: the one it was opened in."""
        return month_key(self.opened_at.date())


class RequestTicket(Model):
    """A ticket by which somebody asks for a concession; `fields` by our names."""

    ticket_id: str
    customer_id: str
    contract_id: str | None
    agent_id: str | None
    fields: dict[str, str]


class TimeEntry(Model):
    """Time an agent spent; `id` is the natural key because the source gives none."""

    id: str
    agent_id: str
    customer_id: str
    contract_id: str | None = None
    ticket_id: str | None = None
    site_id: str | None = None
    started_at: datetime
    minutes: int

    @property
    def day(self) -> date:
        """The day that the entry's window is read by."""
        return self.started_at.date()

    @property
    def month(self) -> str:
        """The month whose facts this entry belongs to."""
        return month_key(self.day)


class Feedback(Model):
    """A customer's answer to a survey; `satisfaction` is 0 (worst) to 100 (best)."""

    id: str
    ticket_id: str
    given_at: datetime
    satisfaction: int
    customer_id: str = ""
    contract_id: str | None = None

    @property
    def month(self) -> str:
        """The month whose facts this answer belongs to."""
        return month_key(self.given_at.date())


class Lookups(Model):
    """Tenant-specific ids resolved once a run: which mean what.

    `closing_status_id` is the status that a task is closed with, empty if unknown.
    """

    closing_status_id: str = ""
    closed_status_ids: frozenset[str] = frozenset()
    cancelled_status_ids: frozenset[str] = frozenset()
    priorities: dict[str, int] = {}
    ticket_types: dict[str, str] = {}
    slas: dict[str, str] = {}
