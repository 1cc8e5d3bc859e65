"""The tenant's own lookups; their ids depend on the seed, as they do in life."""

import random
import uuid

from sandbox.portfolio.custom_fields import FIELD_INFO
from sandbox.portfolio.shapes import TenantIds
from sandbox.portfolio.wording import CATEGORIES
from sandbox.rows import Row

# Hours to fix and to respond, by priority, for the standard service level.
FIX_HOURS = {1: 4.0, 2: 8.0, 3: 24.0, 4: 72.0}
RESPONSE_HOURS = {1: 0.5, 2: 1.0, 3: 4.0, 4: 8.0}
GOLD_SHARE = 0.5  # a gold customer waits half as long
PRIORITY_NAMES = {1: "Critical", 2: "High", 3: "Medium", 4: "Low"}
STOCK_STATUSES = (4, 9, 8)  # waiting, closed, cancelled
KEPT_STOCK = 0.5  # share of tenants that kept them
TEAMS = ("Service Desk", "Projects", "Account Management", "Alerts")
CUSTOMER_TYPES_LOOKUP = 33
CONCESSION_TYPE = 60  # above all that are drawn: it came later than the others


def tenant_ids(dice: random.Random) -> TenantIds:
    """Draw the ids that differ between tenants."""
    own = dice.sample(range(3, 40), 3)
    waiting, closed, cancelled = STOCK_STATUSES if dice.random() < KEPT_STOCK else own
    incident, request, alert, account = dice.sample(range(20, 60), 4)
    standard, gold = dice.sample(range(2, 12), 2)
    return TenantIds(
        new=1,
        working=2,
        waiting=waiting,
        closed=closed,
        cancelled=cancelled,
        incident_type=incident,
        request_type=request,
        alert_type=alert,
        account_type=account,
        slas=(standard, gold),
    )


def lookup_tables(dice: random.Random, ids: TenantIds) -> dict[str, list[Row]]:
    """Return the lookups: statuses, priorities, types and the like."""
    return {
        "Status": _statuses(dice, ids),
        "Priority": _priorities(dice, ids),
        "SLA": _slas(dice, ids),
        "TicketType": _ticket_types(dice, ids),
        "Team": [{"id": n, "name": name} for n, name in enumerate(TEAMS, 1)],
        "Category": _categories(),
        "Outcome": _outcomes(dice),
        "Lookup": _lookups(),
        "FieldInfo": FIELD_INFO,
    }


def guid(dice: random.Random) -> str:
    """Return a GUID that depends on the seed alone."""
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


def _statuses(dice: random.Random, ids: TenantIds) -> list[Row]:
    names = {
        ids.new: "New",
        ids.working: "In Progress",
        ids.waiting: "With User",
        ids.closed: "Closed",
        ids.cancelled: "Cancelled",
    }
    return [
        {
            "id": number,
            "guid": guid(dice),
            "name": name,
            "shortname": name[:10],
            # No documented flag tells a closed status from an open one.
            "type": 0,
            "sequence": place,
            "colour": "#3b82f6",
            "slaaction": "",
        }
        for place, (number, name) in enumerate(sorted(names.items()), 1)
    ]


def _priorities(dice: random.Random, ids: TenantIds) -> list[Row]:
    return [
        {
            "id": guid(dice),
            "slaid": sla,
            "priorityid": number,
            "name": name,
            "fixtime": FIX_HOURS[number] * factor,
            "fixunits": "H",
            "responsetime": RESPONSE_HOURS[number] * factor,
            "responseunits": "H",
            "ishidden": False,
            "colour": "#ef4444",
        }
        for sla, factor in zip(ids.slas, (1.0, GOLD_SHARE), strict=True)
        for number, name in PRIORITY_NAMES.items()
    ]


def _slas(dice: random.Random, ids: TenantIds) -> list[Row]:
    return [
        {
            "id": number,
            "guid": guid(dice),
            "name": name,
            "hoursaretechslocaltime": False,
            "workday_id": 1,
            "responsereset": False,
            "trackslafixbytime": True,
            "trackslaresponsetime": True,
        }
        for number, name in zip(ids.slas, ("Standard", "Gold"), strict=True)
    ]


def _ticket_types(dice: random.Random, ids: TenantIds) -> list[Row]:
    names = {
        ids.incident_type: "Incident",
        ids.request_type: "Service Request",
        ids.alert_type: "Alert",
        ids.account_type: "Account Management",
        CONCESSION_TYPE: "Concession request",
    }
    return [
        {
            "id": number,
            "guid": _type_guid(dice, number),
            "name": name,
            "use": "ticket",
            "sequence": place,
            "group_id": 1,
            "default_sla": ids.slas[0],
            "default_priority": 3,
            "cancreate": True,
            "itilrequesttype": place,
        }
        for place, (number, name) in enumerate(names.items(), 1)
    ]


def _type_guid(dice: random.Random, number: int) -> str:
    # A draw more would change all that is drawn after it.
    return str(uuid.UUID(int=number)) if number == CONCESSION_TYPE else guid(dice)


def _categories() -> list[Row]:
    return [
        {"id": n, "type_id": 1, "value": name, "category_name": name}
        for n, name in enumerate(CATEGORIES, 1)
    ]


def _outcomes(dice: random.Random) -> list[Row]:
    names = ("Private Note", "Email User", "Phone Call", "Resolved", "Re-assign")
    numbers = sorted(dice.sample(range(2, 60), len(names)))
    return [
        {"id": number, "outcome": name, "buttonname": name, "sequence": place}
        for place, (number, name) in enumerate(zip(numbers, names, strict=True), 1)
    ]


def _lookups() -> list[Row]:
    names = ("Customer", "Prospect", "Supplier", "Former customer")
    return [
        {"id": n, "_lookupid": CUSTOMER_TYPES_LOOKUP, "name": name}
        for n, name in enumerate(names, 1)
    ]
