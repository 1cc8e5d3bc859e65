"""A made-up book of contracts with their monthly facts, straight into the stores."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from shared.domain.billing import RecurringInvoice, RecurringLine
from shared.domain.calendar import add_months, month_keys
from shared.domain.contract import Contract
from shared.domain.customer import Agent, Customer
from shared.domain.facts import MonthFacts
from shared.ports import App

MONTHS = 25


def fill(app: App, contracts: int, *, seed: int = 1) -> None:
    """Store so many contracts, one a customer, as a sync would have left them."""
    today, dice = app.today(), random.Random(seed)
    keys = [str(number) for number in range(1001, 1001 + contracts)]
    app.stores.agents.put([Agent(id="3", name="Ravi Hale")])
    app.stores.customers.put(
        Customer(id=key, name=f"Customer {key}", account_manager_id="3") for key in keys
    )
    app.stores.contracts.put(_contract(key, today) for key in keys)
    app.stores.recurring.put(_billing(key, dice) for key in keys)
    app.stores.facts.put(facts for key in keys for facts in _facts(key, today, dice))


def _contract(key: str, today: date) -> Contract:
    return Contract(
        id=key,
        customer_id=key,
        reference="Managed Services",
        start_date=today - timedelta(days=700),
        end_date=today + timedelta(days=int(key) % 400),
        entitled_hours=Decimal(20),
        fields={"renewal_mode": "manual", "owner": "3"},
    )


def _billing(key: str, dice: random.Random) -> RecurringInvoice:
    amount = Decimal(dice.randint(400, 9_000))
    line = RecurringLine(
        item="Managed user",
        quantity=Decimal(1),
        unit_price=amount,
        net_amount=amount,
        months=Decimal(1),
    )
    return RecurringInvoice(
        id=key, customer_id=key, contract_id=key, currency="GBP", lines=(line,)
    )


def _facts(key: str, today: date, dice: random.Random) -> Iterator[MonthFacts]:
    """Give a year or two of a contract's months, and the rest (`-`) of each."""
    for month in month_keys(add_months(today, 1 - MONTHS), today):
        opened = dice.randint(2, 14)
        closed = max(1, opened - dice.randint(0, 2))
        yield MonthFacts(
            customer_id=key,
            contract_id=key,
            month=month,
            opened=opened,
            by_priority={"2": dice.randint(0, 2), "3": opened},
            closed=closed,
            response_met=closed - dice.randint(0, 1),
            response_decided=closed,
            resolution_met=max(0, closed - dice.randint(0, 3)),
            resolution_decided=closed,
            answers=dice.randint(0, 2),
            satisfaction=dice.randint(40, 100),
            worked_minutes=60 * dice.randint(5, 30),
            last_contact_date=date.fromisoformat(f"{month}-01"),
            invoiced_minor=100_000,
            opened_ids=tuple(f"{month[-2:]}{n}" for n in range(opened)),
        )
        yield MonthFacts(customer_id=key, contract_id="-", month=month)
