"""What a customer has in service, and what the MSP charges for things by its list."""

from datetime import date
from decimal import Decimal

from shared.domain.model import Model


class Thing(Model):
    """A thing in service: an asset by its type, a `user`, or a `site` with its zone."""

    id: str
    customer_id: str
    kind: str
    zone: str = ""


class Inventory(Model):
    """A customer's things in service as they were seen last in one month.

    `counts` by kind: `user`, `site`, and each type of device by its name in lower case.
    `zone` is the time zone of most of its sites, empty where none is told.
    """

    customer_id: str
    month: str
    seen_date: date
    counts: dict[str, int] = {}
    zone: str = ""


class ListPrice(Model):
    """An item of the MSP's price list: its recurring price and cost a unit."""

    id: str
    item: str
    price: Decimal
    cost: Decimal | None = None
