"""Reading what customers have in service, and the price list: a snapshot a month."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

from shared.domain.calendar import month_key
from shared.domain.errors import SourceRejected, SourceUnavailable
from shared.domain.inventory import Inventory, ListPrice, Thing
from shared.ports import App
from shared.services.sync.steps import all_pages

_RESOURCES = ("Asset", "Users", "Site")

log = logging.getLogger(__name__)


def read_inventory(app: App) -> int:
    """Store this month's counts of each customer, and the list; give the customers.

    A resource that the source refuses is left out: the rest still helps.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    zones: dict[str, Counter[str]] = defaultdict(Counter)
    for thing in _things(app):
        counts[thing.customer_id][thing.kind] += 1
        if thing.zone:
            zones[thing.customer_id][thing.zone] += 1
    month = month_key(app.today())
    known = {customer.id for customer in app.stores.customers.all()}
    before = {
        one.customer_id: (one.counts, one.zone)
        for one in app.stores.inventory.all()
        if one.month == month
    }
    seen = (
        Inventory(
            customer_id=owner,
            month=month,
            seen_date=app.today(),
            counts=dict(found),
            zone=_most(zones[owner]),
        )
        for owner, found in sorted(counts.items())
        if owner in known
    )
    app.stores.inventory.put(
        one for one in seen if before.get(one.customer_id) != (one.counts, one.zone)
    )
    stored = set(app.stores.prices.all())
    app.stores.prices.put(one for one in _prices(app) if one not in stored)
    return len(counts)


def _most(zones: Counter[str]) -> str:
    ordered = sorted(zones, key=lambda zone: (-zones[zone], zone))
    return next(iter(ordered), "")


def _things(app: App) -> Iterator[Thing]:
    for resource in _RESOURCES:
        try:
            for page in all_pages(partial(app.halo.things, resource)):
                yield from page.items
        except (SourceRejected, SourceUnavailable) as error:
            log.warning("%s not read: %s", resource, error)


def _prices(app: App) -> list[ListPrice]:
    try:
        pages = all_pages(app.halo.list_prices)
    except (SourceRejected, SourceUnavailable) as error:
        log.warning("the price list was not read: %s", error)
        return []
    return [price for page in pages for price in page.items]
