"""Names and live counters that HaloPSA adds to a row when it is read."""

from collections.abc import Callable
from datetime import datetime

from sandbox.halopsa.store import Store
from sandbox.rows import Row, moment

Join = Callable[[Row, Store, datetime], Row]
SECONDS_PER_HOUR = 3600
# Constants of nearly all tickets, not worth keeping half a million times.
TICKET_DEFAULTS: Row = {
    "customfields": [],
    "attachments": [],
    "deleted": False,
    "inactive": False,
    "department_id": 1,
    "organisation_id": 1,
    "slaholdtime": 0.0,
    "attachment_count": 0,
    "child_count": 0,
    "flagged": False,
    "source": 1,
    "impact": 3,
    "urgency": 3,
    "estimate": 0.0,
    "cost": 0.0,
    "workflow_id": 0,
    "workflow_step": 0,
    "lastincomingemail": None,
    "site_timezone": "GMT Standard Time",
}


def nothing(row: Row, _store: Store, _now: datetime) -> Row:
    """Return the row as it is."""
    return row


def with_client_name(row: Row, store: Store, _now: datetime) -> Row:
    """Add the customer's name."""
    return {**row, "client_name": store.name_of("Client", row.get("client_id"))}


def user(row: Row, store: Store, now: datetime) -> Row:
    """Add the customer's and the site's name to a contact."""
    site = store.name_of("Site", row.get("site_id"))
    return {**with_client_name(row, store, now), "site_name": site}


def contract(row: Row, store: Store, now: datetime) -> Row:
    """Add the customer's name and where the contract stands today."""
    today = now.date().isoformat()
    expired = str(row.get("end_date") or "9999")[:10] < today
    return {
        **with_client_name(row, store, now),
        "started": str(row.get("start_date") or "0000")[:10] <= today,
        "expired": expired,
        "contract_status": _contract_status(row, expired=expired),
    }


def invoice(row: Row, store: Store, now: datetime) -> Row:
    """Add the customer's name and the contract's number."""
    linked = store["ClientContract"].get(row.get("contract_id") or 0)
    return {
        **with_client_name(row, store, now),
        "contract_ref": linked["ref"] if linked else "",
    }


def client(row: Row, store: Store, _now: datetime) -> Row:
    """Add the account manager's name."""
    manager = store.name_of("Agent", row.get("accountmanagertech"))
    return {**row, "accountmanagertech_name": manager}


def ticket(row: Row, store: Store, now: datetime) -> Row:
    """Add names, the linked contract and priority, and the live SLA counters."""
    linked = store["ClientContract"].get(row.get("contract_id") or 0)
    return {
        "id": row["id"],
        **TICKET_DEFAULTS,
        **row,
        "client_name": store.name_of("Client", row.get("client_id")),
        "site_name": store.name_of("Site", row.get("site_id")),
        "user_name": store.name_of("Users", row.get("user_id")),
        "agent_name": store.name_of("Agent", row.get("agent_id")),
        "status_name": store.name_of("Status", row.get("status_id")),
        "tickettype_name": store.name_of("TicketType", row.get("tickettype_id")),
        "sla_name": store.name_of("SLA", row.get("sla_id")),
        "contract_ref": linked["ref"] if linked else None,
        "priority": _priority(row, store),
        **_live_counters(row, now),
    }


def _contract_status(row: Row, *, expired: bool) -> str:
    if not row.get("active"):
        return "Cancelled"
    return "Expired" if expired else "Active"


def _priority(row: Row, store: Store) -> Row | None:
    wanted = (row.get("sla_id"), row.get("priority_id"))
    for priority in store["Priority"]:
        if (priority["slaid"], priority["priorityid"]) == wanted:
            return dict(priority)
    return None


def _live_counters(row: Row, now: datetime) -> Row:
    """Return counters that run until the ticket is closed."""
    try:
        due = moment(str(row.get("fixbydate")))
        at = moment(row["dateclosed"]) if row.get("dateclosed") else now
        left = (due - at).total_seconds() / SECONDS_PER_HOUR
        opened = moment(str(row.get("dateoccurred")))
        total = (due - opened).total_seconds() / SECONDS_PER_HOUR
    except ValueError:  # no deadline, or a malformed date
        return {"slatimeleft": None, "slapercused": None}
    used = 100 * (total - left) / total if total else 0.0
    return {"slatimeleft": round(left, 2), "slapercused": round(used, 1)}
