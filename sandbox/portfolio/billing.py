"""Recurring invoices with their lines; contract value comes from these alone."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.portfolio.shapes import Quirks
from sandbox.portfolio.terms import FAR_FUTURE, Term
from sandbox.rows import Row, day_stamp

MONTHLY, YEARLY, QUARTERLY = 2, 3, 4  # HaloPSA's periods
ONCE = 0  # no period at all
MONTHS = {MONTHLY: 1, YEARLY: 12, QUARTERLY: 3}
FIRST_RECURRING_ID = 240
TAX = 0.2
ORPHAN_OFFSET = 900_000  # contract ids that no contract has
SEAT_PRODUCTS = (
    ("Managed Workstation", 24.0, 42.0),
    ("Microsoft 365 Business Premium", 16.5, 21.0),
    ("Endpoint Security", 3.5, 7.0),
)
SERVER = ("Managed Server", 70.0, 130.0)
LISTED = 0.25  # where the list stands between the lowest and the highest price
SHARES = {"two_headers": 0.12, "block": 0.15, "one_off": 0.12, "inactive": 0.06}


@dataclass(frozen=True)
class Header:
    """One recurring invoice and the term it bills."""

    row: Row
    term: Term

    @property
    def net(self) -> float:
        """Return what one cycle brings, recurring lines alone."""
        return float(sum(line["net_amount"] for line in _recurring(self.row["lines"])))

    @property
    def mrr(self) -> float:
        return self.net / MONTHS[self.row["period"]]


def recurring_invoices(
    dice: random.Random, terms: list[Term], quirks: Quirks, as_of: date
) -> list[Header]:
    """Return one or two headers for each term; those of former terms are disabled."""
    headers: list[Header] = []
    for term in terms:
        count = 1 + (dice.random() < SHARES["two_headers"])
        for place in range(count):
            number = FIRST_RECURRING_ID + len(headers)
            if quirks.negative_recurring_ids:
                number = -number
            headers.append(_header(dice, term, number, place, as_of))
    return headers


def price_list() -> list[Row]:
    """Return the MSP's items; some customers got theirs below the list."""
    return [
        {
            "id": number,
            "name": name,
            "costprice": 0.0,
            "baseprice": 0.0,
            "recurringprice": round(low + (high - low) * LISTED, 2),
            "recurringcost": round(low * 0.6, 2),
        }
        for number, (name, low, high) in enumerate((*SEAT_PRODUCTS, SERVER), 1)
    ]


def without_value(headers: list[Header]) -> None:
    """Leave out a total where the tenant does: every ninth one is null."""
    for header in headers[::9]:
        header.row["total"] = None


def _header(
    dice: random.Random, term: Term, number: int, place: int, as_of: date
) -> Header:
    period = MONTHLY if place == 0 else dice.choice((QUARTERLY, YEARLY))
    lines = (
        _seat_lines(dice, term) if place == 0 else [_yearly_line(dice, term, period)]
    )
    net = round(sum(line["net_amount"] for line in _recurring(lines)), 2)
    following = (as_of.replace(day=1) + timedelta(days=32)).replace(day=1)
    row = {
        "id": number,
        "client_id": term.customer.id,
        "contract_id": term.id,
        "disabled": not term.active,
        "period": period,
        "period_type": 0,
        "startdate": day_stamp(term.start),
        "enddate": None if term.end == FAR_FUTURE else day_stamp(term.end),
        "nextcreationdate": day_stamp(following),
        "lastcreated": day_stamp(as_of.replace(day=1)),
        "revenue": net,
        "tax_total": round(net * TAX, 2),
        "total": round(net * (1 + TAX), 2),
        "invoice_percent_increase": 0.0,
        "currency": "£",
        "currency_code": 1,
        "currency_code_name": "GBP",
        "last_modified": day_stamp(as_of - timedelta(days=number % 300)),
        "lines": lines,
    }
    return Header(row, term)


def _recurring(lines: list[Row]) -> list[Row]:
    return [line for line in lines if line["autorenew"] and not line["isinactive"]]


def _seat_lines(dice: random.Random, term: Term) -> list[Row]:
    seats = term.customer.seats
    products = SEAT_PRODUCTS[: dice.randint(1, 3)]
    lines = [
        _line(n, term, name, seats, price=round(dice.uniform(low, high), 2))
        for n, (name, low, high) in enumerate(products, 1)
    ]
    servers = 1 + seats // 30
    name, low, high = SERVER
    price = round(dice.uniform(low, high), 2)
    lines.append(_line(len(lines) + 1, term, name, servers, price=price))
    return lines + _odd_lines(dice, term, len(lines) + 1)


def _odd_lines(dice: random.Random, term: Term, number: int) -> list[Row]:
    """Return lines that are not recurring: blocks, one-offs, inactive ones."""
    lines = []
    if dice.random() < SHARES["block"]:
        name = "Block of 20 support hours"
        block = _line(number, term, name, 1, price=1500.0, period=ONCE)
        lines.append({**block, "autorenew": False})
    if dice.random() < SHARES["one_off"]:
        name = "Onboarding project (one-off)"
        price = round(dice.uniform(600, 4000), 2)
        once = _line(number + 1, term, name, 1, price=price, period=ONCE)
        lines.append({**once, "autorenew": False, "enddate": once["startdate"]})
    if dice.random() < SHARES["inactive"]:
        old = _line(number + 2, term, "Legacy antivirus", 10, price=2.5)
        lines.append({**old, "isinactive": True})
    return lines


def _yearly_line(dice: random.Random, term: Term, period: int) -> Row:
    price = round(dice.uniform(15, 60) * MONTHS[period] / 12, 2)
    name = "Firewall and backup licence"
    return _line(1, term, name, term.customer.seats, price=price, period=period)


def _line(  # noqa: PLR0913 - one argument per column
    number: int,
    term: Term,
    name: str,
    quantity: int,
    *,
    price: float,
    period: int = MONTHLY,
) -> Row:
    net = round(quantity * price, 2)
    return {
        "id": number,
        "item_shortdescription": name,
        "item_name": name,
        "_itemid": number,
        "qty_order": quantity,
        "unit_price": price,
        "unit_cost": round(price * 0.6, 2),
        "net_amount": net,
        "tax_amount": round(net * TAX, 2),
        "total_price": net,
        "discount_perc": 0.0,
        "contract_id": term.id,
        "startdate": day_stamp(term.start),
        "enddate": None if term.end == FAR_FUTURE else day_stamp(term.end),
        "autorenew": True,
        "billingperiod": period,
        "isinactive": False,
        "percent_increase": 0.0,
    }
