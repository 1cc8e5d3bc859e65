"""What a customer has in service, and what the MSP charges for things by its list."""

from datetime import date
from decimal import Decimal

from shared.domain.model import Model


class Thing(Model):
    """One thing in service: an asset by its type, a `user` or a `site`."""

    id: str
    customer_id: str
    kind: str


class Inventory(Model):
    """A customer's things in service as they were seen last in one month.

    `counts` by kind: `user`, `site`, and each type of device by its name in lower case.
    """

    customer_id: str
    month: str
    seen_date: date
    counts: dict[str, int] = {}


class ListPrice(Model):
    """An item of the MSP's price list: its recurring price and cost a unit."""

    id: str
    item: str
    price: Decimal
    cost: Decimal | None = None
