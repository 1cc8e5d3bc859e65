"""Customers, contracts and prices around the real incidents, all invented."""

import random
from collections import defaultdict
from datetime import date, timedelta

from sandbox.portfolio import custom_fields as cf
from sandbox.portfolio.agents import staff
from sandbox.portfolio.shapes import TenantIds
from sandbox.rows import Row, day_stamp

FIRST_CLIENT_ID = 1000
UNKNOWN_LOCATION_ID = 999
LOG_START = date(2016, 2, 29)
FIRST_END = date(2017, 2, 28)
PRICE = 25.0  # a seat a month


def location_id(location: str) -> int:
    """Return the customer's id; incidents without a location share one customer."""
    digits = location.removeprefix("Location").strip()
    return FIRST_CLIENT_ID + int(digits) if digits.isdigit() else UNKNOWN_LOCATION_ID


def customer_tables(
    dice: random.Random, incidents: list[dict[str, str]], ids: TenantIds
) -> dict[str, list[Row]]:
    """Return a customer, a site, a contract and its billing for each location."""
    callers: defaultdict[int, set[str]] = defaultdict(set)
    for record in incidents:
        callers[location_id(record["location"])].add(record["caller_id"])
    people = staff(dice, ids, contracts=len(callers), tickets=len(incidents))
    seats = {client: len(known) for client, known in sorted(callers.items())}
    managers = {client: dice.choice(people.managers) for client in seats}
    emails = {row["id"]: row["email"] for row in people.rows}
    return {
        "Agent": people.rows,
        "Client": [_client(client, managers[client]) for client in seats],
        "Site": [_site(client) for client in seats],
        "ClientContract": [
            _contract(client, count, emails[managers[client]])
            for client, count in seats.items()
        ],
        "RecurringInvoice": [_invoice(client, n) for client, n in seats.items()],
    }


def _name(client: int) -> str:
    if client == UNKNOWN_LOCATION_ID:
        return "Unknown location"
    return f"Location {client - FIRST_CLIENT_ID}"


def _client(client: int, manager: int) -> Row:
    return {
        "id": client,
        "name": _name(client),
        "ref": f"L{client}",
        "inactive": False,
        "customertype": 1,
        "accountmanagertech": manager,
        "alastupdate": day_stamp(LOG_START),
        "customfields": [],
    }


def _site(client: int) -> Row:
    return {"id": client, "name": "Main", "client_id": client, "inactive": False}


def _term(client: int) -> tuple[date, date]:
    """Spread the ends over the year after the log."""
    end = FIRST_END + timedelta(days=client * 11 % 360)
    return end - timedelta(days=729), end


def _contract(client: int, seats: int, owner: str) -> Row:
    start, end = _term(client)
    return {
        "id": client,
        "client_id": client,
        "site_id": 0,
        "ref": f"{_name(client)} - Service Desk",
        "start_date": day_stamp(start),
        "end_date": day_stamp(end),
        "active": True,
        "contracttype": 1,
        "contracttype_name": "Fixed",
        "billingperiod": 2,
        "numberofunitsfree": 0.0,
        "periodchargeamount": 0.0,
        "last_modified": day_stamp(start),
        "termmonths": 24,
        "previouscontract": 0,
        "periods": [],
        "customfields": [
            cf.customfield(cf.NOTICE, 60),
            cf.mode_field("auto"),
            cf.customfield(cf.OWNER, owner),
            cf.customfield(cf.SEATS, seats),
            cf.customfield(cf.CURRENCY, "GBP"),
        ],
    }


def _invoice(client: int, seats: int) -> Row:
    start, end = _term(client)
    net = round(seats * PRICE, 2)
    return {
        "id": client,
        "client_id": client,
        "contract_id": client,
        "disabled": False,
        "period": 2,
        "startdate": day_stamp(start),
        "enddate": day_stamp(end),
        "revenue": net,
        "total": round(net * 1.2, 2),
        "currency": "£",
        "currency_code": 1,
        "last_modified": day_stamp(start),
        "lines": [
            {
                "id": 1,
                "item_shortdescription": "Service desk seat",
                "qty_order": seats,
                "unit_price": PRICE,
                "net_amount": net,
                "total_price": net,
                "contract_id": client,
                "startdate": day_stamp(start),
                "enddate": day_stamp(end),
                "autorenew": True,
                "billingperiod": 2,
                "isinactive": False,
            }
        ],
    }
