"""One customer with plain defaults for detectors; a test names what it is about."""

from datetime import date
from decimal import Decimal

from shared.domain.billing import RecurringLine
from shared.domain.calendar import add_months, month_key
from shared.domain.inventory import Inventory, ListPrice
from shared.domain.uplift_policy import Offer, ScopeKind, UpliftPolicy
from shared.domain.workload import (
    Load,
    ThemeBook,
    ThemeNorm,
    TicketMinutes,
    WorkMonth,
)
from shared.uplift.account import Account, BilledLine, Service
from tests.builders import CONTRACT, CUSTOMER, a_contract, terms

TODAY = date(2026, 12, 10)
HOUR = 60
PRINTING = Offer(
    name="Managed print",
    cures=("print",),
    price=Decimal(200),
    cost=Decimal(80),
    drivers=("ticket_volume",),
)
WORKSTATIONS = ScopeKind(
    name="workstation", inventory=("workstation",), words=("workstation",)
)
SERVERS = ScopeKind(
    name="server",
    inventory=("server",),
    words=("server",),
    tolerance=0,
    price=Decimal(90),
    cost=Decimal(40),
)
POLICY = UpliftPolicy(
    offers=(PRINTING,),
    scope_kinds=(WORKSTATIONS, SERVERS),
    out_of_scope_categories=("projects",),
)


def months(count=9, today=TODAY):
    """List the keys of the last whole months, oldest first."""
    first = today.replace(day=1)
    return [month_key(add_months(first, -n)) for n in range(count, 0, -1)]


def work(hours, *, contract=CONTRACT, tickets=10, **over):
    """Give a month of work for each number of hours, the last one just over."""
    keys = months(len(hours))
    return tuple(
        WorkMonth(
            customer_id=CUSTOMER,
            contract_id=contract,
            month=key,
            tickets=tickets,
            minutes=int(worked * HOUR),
            **over,
        )
        for key, worked in zip(keys, hours, strict=True)
    )


def with_outlier(rows, place, *, hours, ticket="777"):
    """Put one heavy ticket on top of a month's work."""
    heavy = TicketMinutes(ticket_id=ticket, minutes=hours * HOUR)
    row = rows[place]
    changed = row.model_copy(
        update={"minutes": row.minutes + heavy.minutes, "heaviest": (heavy,)}
    )
    return (*rows[:place], changed, *rows[place + 1 :])


def themed(counts, *, theme="t1", minutes=90, rows=None):
    """Put a theme's tickets into months of work."""
    rows = rows or work([20] * len(counts), tickets=20)
    return tuple(
        row.model_copy(
            update={
                "themes": {
                    theme: Load(
                        tickets=count,
                        minutes=minutes if count else 0,
                        examples=(f"{row.month}-1",) if count else (),
                    )
                }
            }
        )
        for row, count in zip(rows, counts, strict=True)
    )


def beyond(hours, ground="category:Projects>Moves"):
    """Give months in which hours were worked that the contract does not cover."""
    return tuple(
        row.model_copy(
            update={"outside": {ground: Load(tickets=1, minutes=int(one * HOUR))}}
        )
        for row, one in zip(work([20] * len(hours)), hours, strict=True)
    )


def a_line(item="Managed Workstation", quantity=20, price=30, number=0, **over):
    values = {
        "item": item,
        "quantity": Decimal(quantity),
        "unit_price": Decimal(price),
        "net_amount": Decimal(quantity) * Decimal(price),
        "months": Decimal(1),
    }
    line = RecurringLine(**{**values, **over})
    return BilledLine(invoice_id="-240", number=number, line=line)


def a_service(*, contract=None, agreed=None, **over):
    values = {
        "contract": a_contract(**(contract or {})),
        "terms": terms(**{"entitled_hours": Decimal(20), **(agreed or {})}),
        "lines": (a_line(),),
        "work": work([20] * 9),
    }
    return Service(**{**values, **over})


def an_account(*services, **over):
    values = {
        "customer_id": CUSTOMER,
        "name": "Northwind",
        "today": TODAY,
        "currency": "GBP",
        "services": services,
        "book": ThemeBook(
            version="v1",
            themes={
                "t1": ThemeNorm(
                    id="t1", name="printing", words=("printer",), share=Decimal("0.05")
                )
            },
        ),
    }
    return Account(**{**values, **over})


def seen(month_ago=0, **counts):
    """Give what was in service, so many months ago."""
    day = add_months(TODAY, -month_ago)
    return Inventory(
        customer_id=CUSTOMER, month=month_key(day), seen_date=day, counts=counts
    )


def listed(item="Managed Workstation", price=36):
    return ListPrice(id=item, item=item, price=Decimal(price))
