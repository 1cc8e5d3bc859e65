"""Rows of a small, tidy HaloPSA tenant; a test spoils what it needs spoiled."""

from dataclasses import fields
from datetime import date, timedelta
from functools import cache

from sandbox.portfolio import Portfolio, Quirks, generate
from sandbox.portfolio import custom_fields as cf

TODAY = date(2026, 12, 1)
TIDY = Quirks(**dict.fromkeys((field.name for field in fields(Quirks)), False))
OWNER, LEAD, CHIEF = 5, 7, 8
MODES = {"none": 1, "manual": 2, "auto": 3, "evergreen": 4}


@cache
def lookups():
    """Take the tenant's statuses, priorities and types from the generator, once."""
    made = generate(1, 1, 0, TODAY, TIDY)
    names = ("Status", "Priority", "SLA", "TicketType", "FieldInfo")
    return {name: made.tables[name] for name in names}, made.ids


def tenant(*, clients=(), contracts=(), bills=(), tickets=(), agents=None, **others):
    """Give a portfolio of just these rows."""
    tables, ids = lookups()
    agents = [agent(n) for n in (OWNER, LEAD, CHIEF)] if agents is None else agents
    rows = {
        **tables,
        "Agent": list(agents),
        "Client": list(clients),
        "ClientContract": list(contracts),
        "RecurringInvoice": list(bills),
        "Tickets": list(tickets),
        **{name: [] for name in ("Invoice", "TimesheetEvent", "Feedback", "Actions")},
        **others,
    }
    return Portfolio(as_of=TODAY, ids=ids, quirks=TIDY, tables=rows, truth={})


def agent(number, **over):
    return {
        "id": number,
        "name": f"Agent {number}",
        "email": f"agent{number}@msp.example",
        "isdisabled": False,
        "team": "Service Desk",
        **over,
    }


def client(number, **over):
    return {
        "id": number,
        "name": f"Customer {number}",
        "inactive": False,
        "accountmanagertech": OWNER,
        "toplevel_id": 1,
        **over,
    }


def contract(number, client_id, *, mode="manual", notice=30, owner=True, **over):
    """Give a contract whose custom fields are complete."""
    custom = [
        cf.customfield(cf.NOTICE, notice),
        cf.mode_field(mode),
        cf.customfield(cf.CURRENCY, "GBP"),
    ]
    if owner:
        custom.append(cf.customfield(cf.OWNER, f"agent{OWNER}@msp.example"))
    return {
        "id": number,
        "client_id": client_id,
        "ref": f"Contract {number}",
        "start_date": "2024-04-01T00:00:00",
        "end_date": "2027-03-31T00:00:00",
        "active": True,
        "status": 1,
        "billingperiod": 2,
        "numberofunitsfree": 10.0,
        "periodchargeamount": 0.0,
        "sla_id": 0,
        "last_modified": "2026-10-01T00:00:00",
        "previouscontract": 0,
        "customfields": custom,
        **over,
    }


def bill(contract_id, client_id, *, price=1000.0, **over):
    """Give the recurring invoice of a contract, one line a month."""
    line = {
        "id": 1,
        "item_shortdescription": "Managed user",
        "qty_order": 10,
        "unit_price": price / 10,
        "net_amount": price,
        "contract_id": contract_id,
        "startdate": "2024-04-01T00:00:00",
        "enddate": None,
        "autorenew": True,
        "billingperiod": 2,
        "isinactive": False,
    }
    return {
        "id": 9000 + contract_id,
        "client_id": client_id,
        "contract_id": contract_id,
        "disabled": False,
        "period": 2,
        "startdate": "2024-04-01T00:00:00",
        "enddate": None,
        "revenue": price,
        "total": price,
        "currency": "£",
        "currency_code": 1,
        "currency_code_name": "GBP",
        "last_modified": "2026-10-01T00:00:00",
        "lines": [line],
        **over,
    }


def ticket(number, client_id, *, contract_id=None, opened="2026-11-10", **over):
    """Give a ticket that was solved on the next day, within its SLA."""
    _, ids = lookups()
    closed = date.fromisoformat(opened) + timedelta(days=1)
    return {
        "id": number,
        "summary": f"Printer {number} offline",
        "details": "",
        "tickettype_id": ids.incident_type,
        "sla_id": ids.slas[0],
        "priority_id": 3,
        "client_id": client_id,
        "agent_id": OWNER,
        "category_1": "Hardware",
        "excludefromsla": False,
        "contract_id": contract_id,
        "merged_into_id": 0,
        "dateoccurred": f"{opened}T09:00:00",
        "fixbydate": f"{closed}T17:00:00",
        "dateclosed": f"{closed}T09:00:00",
        "hasbeenclosed": True,
        "status_id": ids.closed,
        "slaresponsestate": "I",
        "slastate": "I",
        "lastactiondate": f"{closed}T09:00:00",
        "last_update": f"{closed}T09:00:00",
        "customfields": [],
        **over,
    }


def opened(number, client_id, **over):
    """Give a ticket that is still open."""
    _, ids = lookups()
    still = {
        "dateclosed": None,
        "hasbeenclosed": None,
        "status_id": ids.working,
        "slastate": None,
    }
    return ticket(number, client_id, **{**still, **over})


def feedback(number, ticket_id, *, score=1, at="2026-11-12T10:00:00"):
    return {
        "id": number,
        "ticket_id": ticket_id,
        "feedback_faultid": ticket_id,
        "score": score,
        "score_band": score,
        "date": at,
        "comment": "",
    }


def worked(client_id, *, at="2026-11-10T10:00:00", hours=1.0, **over):
    day, _, clock = at.partition("T")
    return {
        "id": 0,
        "event_type": 0,
        "subject": "Work",
        "start_date": at,
        "end_date": f"{day}T{int(clock[:2]) + 1:02d}:00:00",
        "timetaken": hours,
        "agent_id": OWNER,
        "ticket_id": 0,
        "action_number": 0,
        "client_id": client_id,
        "contract_id": 0,
        **over,
    }


def invoice(number, client_id, *, contract_id=0, total=1200.0, due=0.0, **over):
    return {
        "id": number,
        "invoicenumber": f"INV-{number}",
        "client_id": client_id,
        "contract_id": contract_id,
        "invoice_date": "2026-11-01T00:00:00",
        "duedate": "2026-11-30T00:00:00",
        "dateposted": "2026-11-01T00:00:00",
        "posted": True,
        "voided": False,
        "total": total,
        "amountdue": due,
        "currency_code_name": "GBP",
        "lines": [],
        **over,
    }
