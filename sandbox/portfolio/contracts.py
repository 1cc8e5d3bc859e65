"""Contract rows: what HaloPSA holds of a term, and the custom fields beside it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.portfolio import custom_fields as cf
from sandbox.portfolio.agents import Staff
from sandbox.portfolio.customers import Customer
from sandbox.portfolio.demand import HISTORY_DAYS, MONTH_DAYS, expected_share
from sandbox.portfolio.effort import MEAN_HOURS
from sandbox.portfolio.health import HISTORY_MONTHS
from sandbox.portfolio.terms import FAR_FUTURE, Term
from sandbox.rows import Row, day_stamp

PERIODS_TOLD = 12
RISING = 3  # one contract in three has an agreed rise
MONTHLY = 2


@dataclass(frozen=True)
class Book:
    """What contract rows need from the rest of the portfolio."""

    staff: Staff
    entitled: Mapping[int, int]  # hours a month, by contract
    used: Mapping[tuple[int, int], float]  # hours, by contract and month
    far_future: bool
    as_of: date


def entitlements(
    dice: random.Random, customers: list[Customer], terms: list[Term], tickets: int
) -> dict[int, int]:
    """Return the hours a month sold with each contract, near what was expected."""
    shares = expected_share(customers)
    by_customer = {
        customer.id: share * tickets / HISTORY_MONTHS * MEAN_HOURS
        for customer, share in zip(customers, shares, strict=True)
    }
    return {
        term.id: max(
            1,
            round(
                by_customer.get(term.customer.id, 1.0)
                / term.customer.contract_count
                * dice.lognormvariate(0.1, 0.22)
            ),
        )
        for term in terms
    }


def contract_row(term: Term, book: Book) -> Row:
    """Return one contract in full."""
    end = (
        None if term.end == FAR_FUTURE and not book.far_future else day_stamp(term.end)
    )
    following = (book.as_of.replace(day=1) + timedelta(days=32)).replace(day=1)
    return {
        "id": term.id,
        "client_id": term.customer.id,
        "site_id": 0,
        "site_name": "",
        "user_id": 0,
        "ref": term.ref,
        "refextra": "",
        "refextra2": "",
        "start_date": day_stamp(term.start),
        "end_date": end,
        "active": term.active,
        "status": 1,
        "contracttype": 1,
        "contracttype_name": "Fixed",
        "subtype": 0,
        "billingperiod": MONTHLY,
        "billingdescription": 1,
        "billingcategory": 0,
        "numberofunitsfree": float(book.entitled[term.id]),
        "periodchargeamount": 0.0,
        "next_invoice_date": day_stamp(following),
        "next_call_date": None,
        "sla_id": 0,
        "note": "",
        "cost_calculation": "",
        "createdby_id": term.customer.manager,
        "last_modified": day_stamp(_modified(term, book.as_of)),
        "key": "",
        "termmonths": term.term_months,
        "rollingcontract": term.mode == "evergreen",
        "endtype": 0,
        "previouscontract": term.previous_id,
        **_increase(term, book.as_of),
        "dontsendalarm": False,
        "periods": _periods(term, book),
        "customfields": _custom_fields(term, book),
        "_renewed": term.renewed,
    }


def _increase(term: Term, as_of: date) -> Row:
    """Return the rise that every third contract has, on its next anniversary."""
    if term.id % RISING:
        return {"percentageincrease": 0.0}
    years = as_of.year - term.start.year
    days = (term.start + timedelta(days=365.25 * n) for n in (years, years + 1))
    following = next((day for day in days if day > as_of), as_of)
    return {"percentageincrease": 3.0, "nextincrementdate": day_stamp(following)}


def _modified(term: Term, as_of: date) -> date:
    return max(term.start, as_of - timedelta(days=term.id * 7 % 400)) - timedelta(
        days=5
    )


def _custom_fields(term: Term, book: Book) -> list[Row]:
    owner = book.staff.row(term.customer.manager)
    return [
        cf.customfield(cf.NOTICE, term.notice_days),
        cf.mode_field(term.mode),
        cf.customfield(cf.OWNER, owner["email"], owner["name"]),
        cf.customfield(cf.HOURS, book.entitled[term.id]),
        cf.customfield(cf.SEATS, term.customer.seats),
        cf.customfield(cf.CURRENCY, "GBP"),
    ]


def _periods(term: Term, book: Book) -> list[Row]:
    """Return the consumption of the last months."""
    start = book.as_of - timedelta(days=HISTORY_DAYS)
    sold = float(book.entitled[term.id])
    rows = []
    for month in range(HISTORY_MONTHS - PERIODS_TOLD, HISTORY_MONTHS):
        first = start + timedelta(days=int(month * MONTH_DAYS))
        if not term.covers(first):
            continue
        used = round(book.used.get((term.id, month), 0.0), 2)
        rows.append(
            {
                "id": term.id * 100 + month,
                "contract_id": term.id,
                "name": first.strftime("%b %Y"),
                "start_date": day_stamp(first),
                "end_date": day_stamp(
                    start + timedelta(days=int((month + 1) * MONTH_DAYS) - 1)
                ),
                "current": month == HISTORY_MONTHS - 1,
                "hours_in_period": sold,
                "hours_used": used,
                "hours_remaining": round(sold - used, 2),
                "hours_charged": max(0.0, round(used - sold, 2)),
            }
        )
    return rows
