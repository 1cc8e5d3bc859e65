"""Changes of tickets, as the application makes them whoever asks."""

from sandbox.halopsa.instance import Instance
from sandbox.rows import Row, stamp

NEW_TICKET, TICKET_UPDATED, TICKET_CLOSED, TICKET_DELETED = (
    "new ticket logged",
    "Ticket Updated",
    "Ticket Closed",
    "Ticket Deleted",
)
EMPTY_TICKET: Row = {
    "details": "",
    "sla_id": None,
    "priority_id": None,
    "site_id": None,
    "user_id": None,
    "team": "",
    "category_1": "",
    "dateclosed": None,
    "hasbeenclosed": None,
    "responsedate": None,
    "respondbydate": None,
    "fixbydate": None,
    "slaresponsestate": None,
    "slastate": None,
    "excludefromsla": False,
    "onhold": False,
    "contract_id": None,
    "timetaken": 0.0,
    "merged_into_id": 0,
    "deleted": False,
    "customfields": [],
}


def create_ticket(instance: Instance, fields: Row) -> Row:
    """Log a ticket with the next id; it is unassigned unless an agent is named."""
    now = instance.clock.stamp()
    tickets = instance.store["Tickets"]
    row = {
        "id": tickets.next_id(),
        "summary": "",
        **EMPTY_TICKET,
        "status_id": instance.ids.new,
        "tickettype_id": instance.ids.incident_type,
        "agent_id": instance.ids.unassigned_agent,
        "client_id": instance.ids.unknown_client,
        "dateoccurred": now,
        "lastactiondate": now,
        **fields,
        "last_update": now,
    }
    row = tickets.put({**row, **_closing(instance, row, row["status_id"])})
    instance.webhooks.publish(NEW_TICKET, row)
    return row


def update_ticket(instance: Instance, ticket_id: int, fields: Row) -> Row:
    """Change some fields; the status decides whether the ticket is closed."""
    tickets = instance.store["Tickets"]
    row = tickets[ticket_id]
    changes = {"last_update": instance.clock.stamp(), **fields}
    if "status_id" in fields:
        changes |= _closing(instance, {**row, **fields}, fields["status_id"])
    row = tickets.change(ticket_id, changes)
    event = TICKET_CLOSED if changes.get("dateclosed") else TICKET_UPDATED
    instance.webhooks.publish(event, row)
    return row


def add_action(instance: Instance, ticket_id: int, fields: Row) -> Row:
    """Add an action to a ticket, with its hours and its change of status."""
    now = instance.clock.stamp()
    ticket = instance.store["Tickets"][ticket_id]
    action = {
        "ticket_id": ticket_id,
        "who": "API",
        "who_type": 0,
        "who_agentid": ticket.get("agent_id"),
        "datetime": now,
        "actiondatecreated": now,
        "last_updated": now,
        "timetaken": 0.0,
        "hiddenfromuser": False,
        **{k: v for k, v in fields.items() if k not in {"id", "new_agent"}},
    }
    instance.store["Actions"].put(action)
    _book_time(instance, ticket, action)
    changes: Row = {"lastactiondate": now}
    if fields.get("new_status"):
        changes["status_id"] = fields["new_status"]
    if fields.get("new_agent"):
        changes["agent_id"] = fields["new_agent"]
    update_ticket(instance, ticket_id, changes)
    return action


def delete_ticket(instance: Instance, ticket_id: int) -> None:
    """Delete a ticket: it vanishes from lists and leaves no tombstone feed."""
    row = instance.store["Tickets"].change(
        ticket_id, {"deleted": True, "last_update": instance.clock.stamp()}
    )
    instance.webhooks.publish(TICKET_DELETED, row)


def book_time(instance: Instance, event: Row) -> Row:
    """Add a timesheet event; all of them have id 0."""
    row = {
        "id": 0,
        "event_type": 0,
        "subject": "",
        "ticket_id": 0,
        "action_number": 0,
        "contract_id": 0,
        "note": "",
        "_posted": True,
        **event,
    }
    return instance.store["TimesheetEvent"].put(row)


def _book_time(instance: Instance, ticket: Row, action: Row) -> None:
    if not action["timetaken"]:
        return
    number = len(instance.store["Actions"].where("ticket_id", ticket["id"]))
    book_time(
        instance,
        {
            "subject": ticket["summary"],
            "start_date": action["datetime"],
            "end_date": stamp(instance.clock.now()),
            "timetaken": action["timetaken"],
            "agent_id": action["who_agentid"],
            "ticket_id": ticket["id"],
            "action_number": 1000 + number,
            "client_id": ticket.get("client_id"),
            "contract_id": ticket.get("contract_id") or 0,
        },
    )


def _closing(instance: Instance, row: Row, status_id: object) -> Row:
    """Return what a status means for the closing of a ticket.

    Reopened is a closing date that is null again, not a flag.
    """
    if status_id not in instance.ids.closed_statuses:
        return {"hasbeenclosed": None, "dateclosed": None}
    closed = row.get("dateclosed") or instance.clock.stamp()
    decided = row.get("slastate") or _sla_state(row.get("fixbydate"), closed)
    return {"hasbeenclosed": True, "dateclosed": closed, "slastate": decided}


def _sla_state(due: str | None, closed: str) -> str | None:
    """Return I for inside, O for outside, None where no deadline was set."""
    if due is None:
        return None
    return "I" if closed <= due else "O"
