"""The actions of one ticket: told from its own row and hours, then those added.

Their ids count 1, 2, 3 within the ticket.
"""

from sandbox.halopsa.instance import Instance
from sandbox.halopsa.query import Query
from sandbox.halopsa.store import Store
from sandbox.portfolio import TenantIds
from sandbox.rows import Row

# Actions carry small system durations; the hours stand in the timesheet.
SHARE_OF_TIME_ON_ACTIONS = 0.2
BY_USER, BY_AGENT, BY_SYSTEM = 1, 0, 2


def of_ticket(instance: Instance, ticket_id: int, query: Query) -> list[Row]:
    """Return a ticket's actions, oldest first."""
    ticket = instance.store["Tickets"].get(ticket_id)
    if ticket is None:
        return []
    found = all_of(instance.store, instance.ids, ticket)
    if query.flag("excludesys"):
        found = [row for row in found if row["who_type"] != BY_SYSTEM]
    if query.flag("agentonly"):
        found = [row for row in found if row["who_type"] == BY_AGENT]
    return found


def all_of(store: Store, ids: TenantIds, ticket: Row) -> list[Row]:
    """Return the told and the added actions together, numbered from 1."""
    told = sorted(_told(store, ids, ticket), key=lambda row: str(row["datetime"]))
    added = store["Actions"].where("ticket_id", ticket["id"])
    return [
        {"id": number, "ticket_id": ticket["id"], **row}
        for number, row in enumerate([*told, *added], start=1)
    ]


def _told(store: Store, ids: TenantIds, ticket: Row) -> list[Row]:
    rows = [_logged(store, ticket)]
    if ticket.get("_touched"):
        rows.append(_agent_action(store, ticket, ticket["_touched"], "First Reply"))
    rows += [
        {
            **_agent_action(store, ticket, event["start_date"], "Time Entry"),
            "timetaken": round(event["timetaken"] * SHARE_OF_TIME_ON_ACTIONS, 2),
        }
        for event in store["TimesheetEvent"].where("ticket_id", ticket["id"])
        if not event.get("_posted")
    ]
    for closed, reopened in ticket.get("_reopenings", ()):
        rows += _status_changes(ids, closed, reopened)
    if ticket.get("dateclosed"):
        rows.append(_status_change(ticket["dateclosed"], ids.working, ids.closed))
    return rows


def _logged(store: Store, ticket: Row) -> Row:
    return {
        "outcome": "Logged",
        "who": store.name_of("Users", ticket.get("user_id")),
        "who_type": BY_USER,
        "who_agentid": 0,
        "datetime": ticket.get("dateoccurred"),
        "note": ticket.get("summary"),
        "timetaken": 0.0,
        "hiddenfromuser": False,
        "actioncontractid": -(ticket.get("contract_id") or 0),
    }


def _agent_action(store: Store, ticket: Row, at: str, outcome: str) -> Row:
    return {
        "outcome": outcome,
        "who": store.name_of("Agent", ticket.get("agent_id")),
        "who_type": BY_AGENT,
        "who_agentid": ticket.get("agent_id"),
        "datetime": at,
        "note": "",
        "timetaken": 0.02,
        "hiddenfromuser": outcome == "Time Entry",
        # HaloPSA holds the linked contract as a negative id (ActionContractID).
        "actioncontractid": -(ticket.get("contract_id") or 0),
    }


def _status_changes(ids: TenantIds, closed: str, reopened: str) -> list[Row]:
    return [
        _status_change(closed, ids.working, ids.closed),
        _status_change(reopened, ids.closed, ids.working),
    ]


def _status_change(at: str, old: int, new: int) -> Row:
    return {
        "outcome": "Status Changed",
        "who": "System",
        "who_type": BY_SYSTEM,
        "who_agentid": 0,
        "datetime": at,
        "note": "",
        "timetaken": 0.0,
        "hiddenfromuser": True,
        "old_status": old,
        "new_status": new,
    }
