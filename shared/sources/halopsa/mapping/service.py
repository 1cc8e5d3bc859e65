"""Time spent, survey answers, and what was done on a ticket."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from shared.domain.service import Feedback, TimeEntry
from shared.ports import TicketAction
from shared.sources.halopsa.mapping.contracts import required
from shared.sources.halopsa.raw import RawAction, RawFeedback, RawTimesheetEvent
from shared.sources.halopsa.satisfaction import Scale

_BREAK = 1
_LONGEST = timedelta(days=7)


def to_time_entry(raw: RawTimesheetEvent) -> TimeEntry | None:
    """Convert a work event; breaks and time without a customer are no record of ours.

    The source gives no id, so agent, ticket, action and start make one.
    """
    if raw.start_date is None:
        message = "start_date is missing"
        raise ValueError(message)
    if raw.event_type == _BREAK or raw.client_id is None:
        return None
    agent_id = required(raw.agent_id, "agent_id")
    parts = (agent_id, raw.ticket_id or "0", raw.action_number or "0")
    return TimeEntry(
        id="-".join((*parts, raw.start_date.strftime("%Y%m%dT%H%M%S%f"))),
        agent_id=agent_id,
        customer_id=raw.client_id,
        contract_id=_unsigned(raw.contract_id),
        ticket_id=raw.ticket_id,
        site_id=raw.site_id,
        started_at=raw.start_date,
        minutes=_minutes(raw, raw.start_date),
    )


def to_feedback(raw: RawFeedback, *, scale: Scale) -> Feedback:
    """Convert a survey answer; ValueError when its score is not on the scale."""
    if raw.score is None or raw.date is None:
        message = "score or date is missing"
        raise ValueError(message)
    ticket_id = required(raw.ticket_id or raw.feedback_faultid, "ticket_id")
    return Feedback(
        id=raw.id,
        ticket_id=ticket_id,
        given_at=raw.date,
        satisfaction=scale.satisfaction(raw.score),
    )


def to_action(raw: RawAction, *, ticket_id: str) -> TicketAction:
    """Convert an action; shown to the customer only where HaloPSA says so."""
    return TicketAction(
        id=f"{ticket_id}-{raw.id}",
        agent_id=raw.who_agentid or raw.actionby_agent_id,
        outcome=raw.outcome,
        at=raw.datetime or raw.actiondatecreated,
        visible_to_customer=raw.hiddenfromuser is False,
        emailed=bool(raw.emailto),
    )


def _unsigned(contract_id: str | None) -> str | None:
    # Actions hold the linked contract as a negative id, and events come from actions.
    return contract_id.lstrip("-") if contract_id else None


def _minutes(raw: RawTimesheetEvent, started_at: datetime) -> int:
    """Give minutes, half up: `timetaken` is in hours, else the span counts."""
    if raw.timetaken:
        exact = 60 * raw.timetaken
    else:
        ended_at = raw.end_date or started_at
        exact = Decimal((ended_at - started_at) // timedelta(seconds=1)) / 60
    minutes = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if not 0 <= minutes <= _LONGEST // timedelta(minutes=1):
        message = f"{minutes} minutes are no working time"
        raise ValueError(message)
    return minutes
