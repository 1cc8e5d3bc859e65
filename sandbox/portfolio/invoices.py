"""Invoices of two years, and when, or whether, they were paid."""

import random
from datetime import date, timedelta

from sandbox.portfolio.billing import MONTHS, TAX, Header
from sandbox.portfolio.demand import HISTORY_DAYS, MONTH_DAYS
from sandbox.rows import Row, day_stamp

FIRST_INVOICE_ID = 5001
TERMS_DAYS = 30
# Days paid after (or before) the due date: neutral mean, strain, spread.
PUNCTUAL, LATENESS, SPREAD = -4.0, 38.0, 11.0
NEUTRAL_HEALTH = 0.65
NEVER_PAID_STRAIN = 0.05


def invoice_rows(dice: random.Random, headers: list[Header], as_of: date) -> list[Row]:
    """Return what each header billed since the history began."""
    rows: list[Row] = []
    for header in headers:
        for day in _billing_days(header, as_of):
            rows.append(
                _invoice(dice, header, day, FIRST_INVOICE_ID + len(rows), as_of)
            )
    return rows


def _billing_days(header: Header, as_of: date) -> list[date]:
    first = max(header.term.start, as_of - timedelta(days=HISTORY_DAYS))
    last = min(header.term.end, as_of - timedelta(days=1))
    step = MONTHS[header.row["period"]]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month, step)
    days = [date(month // 12, month % 12 + 1, 1) for month in months]
    return [day for day in days if first <= day <= last]


def _invoice(
    dice: random.Random, header: Header, day: date, number: int, as_of: date
) -> Row:
    health = header.term.customer.health
    start = as_of - timedelta(days=HISTORY_DAYS)
    month = int((day - start).days / MONTH_DAYS)
    # Strained customers had more seats before they shrank.
    shrink = 0.10 * (health.health(month) - health.health(24))
    net = round(header.net * (1 + shrink + dice.gauss(0, 0.01)), 2)
    gross = round(net * (1 + TAX), 2)
    due = day + timedelta(days=TERMS_DAYS)
    paid = _paid_on(dice, health.health(month), due, as_of)
    return {
        "id": number,
        "invoicenumber": f"INV-{number:06}",
        "client_id": header.row["client_id"],
        "contract_id": header.row["contract_id"],
        "ticket_id": 0,
        "recurring_invoice_id": header.row["id"],
        "invoice_date": day_stamp(day),
        "duedate": day_stamp(due),
        "datesent": day_stamp(day),
        "dateposted": day_stamp(day),
        "datepaid": day_stamp(paid) if paid else None,
        "posted": True,
        "voided": False,
        "revenue": net,
        "tax_total": round(gross - net, 2),
        "total": gross,
        "_gross": gross,
        "amountpaid": gross if paid else 0.0,
        "amountdue": 0.0 if paid else gross,
        "paymentstatus": 2 if paid else 0,
        "currency": "£",
        "currency_code": 1,
        "last_modified": day_stamp(paid or day),
        "lines": [],
    }


def _paid_on(dice: random.Random, health: float, due: date, as_of: date) -> date | None:
    strain = NEUTRAL_HEALTH - health
    if dice.random() < NEVER_PAID_STRAIN * (1 - health):
        return None
    late = dice.gauss(PUNCTUAL + LATENESS * max(strain, -0.1), SPREAD)
    paid = due + timedelta(days=max(-TERMS_DAYS, round(late)))
    return paid if paid < as_of else None
