"""Tickets: when they were closed, whether the SLA was met, how urgent they were."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.service import Lookups, Ticket
from shared.sources.halopsa.mapping.contracts import required
from shared.sources.halopsa.raw import RawTicket

_MET = {"I": True, "O": False}  # inside and outside; anything else is not decided


@dataclass(frozen=True, slots=True)
class TicketMapping:
    """How this tenant's tickets are read, with its statuses and priorities."""

    lookups: Lookups
    unassigned: frozenset[str]

    def to_ticket(self, raw: RawTicket) -> Ticket:
        """Convert a list row or a detail; `reopened` is for the caller to count."""
        closed_at = self.closed_at(raw)
        met, derived = _resolution(raw, closed_at)
        agent = None if raw.agent_id in self.unassigned else raw.agent_id
        return Ticket(
            id=raw.id,
            customer_id=required(raw.client_id, "client_id"),
            contract_id=raw.contract_id,
            site_id=raw.site_id,
            ticket_type_id=raw.tickettype_id or "",
            summary=raw.summary,
            category=raw.category_1,
            agent_id=agent,
            priority=self.lookups.priorities.get(f"{raw.sla_id}:{raw.priority_id}"),
            opened_at=_opened_at(raw),
            closed_at=closed_at,
            status_id=raw.status_id or "",
            response_met=_MET.get(raw.slaresponsestate.upper()),
            resolution_met=met,
            resolution_derived=derived,
            sla_excluded=bool(raw.excludefromsla),
            merged_into=raw.merged_into_id,
            deleted=bool(raw.deleted),
            updated_at=raw.last_update or raw.lastactiondate,
        )

    def closed_at(self, raw: RawTicket) -> datetime | None:
        """Give when a ticket was closed, None while it is open or open again.

        A real closing date decides. Without one, `hasbeenclosed` still means closed
        (at the last change) unless the status is known not to be a closed one: that
        ticket was reopened. A closed status alone counts where the row has no
        `hasbeenclosed` that says otherwise.
        """
        closed = raw.dateclosed or raw.date_fully_closed
        if closed or not self.is_closed(raw):
            return closed
        changed = raw.last_update or raw.lastactiondate
        if changed is None:
            message = "closed, but nothing says when"
            raise ValueError(message)
        return changed

    def is_closed(self, raw: RawTicket) -> bool:
        """Tell whether a ticket is closed, even if nothing says when."""
        if raw.dateclosed or raw.date_fully_closed:
            return True
        closed_ids = self.lookups.closed_status_ids
        if raw.hasbeenclosed:
            unknown = raw.status_id is None or not closed_ids
            return unknown or raw.status_id in closed_ids
        told_open = "hasbeenclosed" in raw.model_fields_set
        return raw.status_id in closed_ids and not told_open


def _opened_at(raw: RawTicket) -> datetime:
    if raw.dateoccurred is None:
        message = "dateoccurred is missing"
        raise ValueError(message)
    return raw.dateoccurred


def _resolution(raw: RawTicket, closed_at: datetime | None) -> tuple[bool | None, bool]:
    """Tell whether the resolution target was met, and whether we had to derive it.

    `slastate` is certain to be in the detail only. Where a list row has no such field,
    the closing date is compared with `fixbydate`, which HaloPSA moves with holds.
    """
    if "slastate" in raw.model_fields_set:
        return _MET.get(raw.slastate.upper()), False
    if raw.excludefromsla or closed_at is None or raw.fixbydate is None:
        return None, False
    return closed_at <= raw.fixbydate, True
