"""Assets, contacts, sites and items, by the page."""

from collections.abc import Mapping
from functools import partial

from shared.domain.inventory import ListPrice, Thing
from shared.ports import PriceBatch, ThingBatch
from shared.sources.halopsa.mapping.inventory import to_list_price, to_thing
from shared.sources.halopsa.raw_inventory import RawItem, RawThing
from shared.sources.halopsa.routes import Routes
from shared.sources.web.rows import sift

RESOURCES = {"Asset": "assets", "Users": "users", "Site": "sites"}


class InventoryReader:
    """Reads what customers have in service, and what the MSP charges by its list."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes

    def things(self, resource: str, number: int) -> ThingBatch:
        key = RESOURCES[resource]
        page = self._routes.page(resource, number, key=key, params={})
        sifted = sift(key, page.rows, partial(_thing, resource))
        return ThingBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            last=page.last,
            fingerprint=page.fingerprint,
            read=len(page.rows),
        )

    def list_prices(self, number: int) -> PriceBatch:
        page = self._routes.page("Item", number, key="items", params={})
        sifted = sift("items", page.rows, _price)
        return PriceBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            last=page.last,
            fingerprint=page.fingerprint,
            read=len(page.rows),
        )


def _thing(resource: str, row: Mapping[str, object]) -> Thing | None:
    return to_thing(RawThing.model_validate(row), resource=resource)


def _price(row: Mapping[str, object]) -> ListPrice | None:
    return to_list_price(RawItem.model_validate(row))
