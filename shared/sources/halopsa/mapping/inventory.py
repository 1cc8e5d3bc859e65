"""Things in service, and the price list."""

from shared.domain.inventory import ListPrice, Thing
from shared.sources.halopsa.raw_inventory import RawItem, RawThing
from shared.sources.halopsa.zones import zone_of

USERS, SITES = "Users", "Site"
_KINDS = {USERS: "user", SITES: "site"}


def to_thing(raw: RawThing, *, resource: str) -> Thing | None:
    """Convert a row; what is inactive, nobody's or a machine's login is not counted."""
    if raw.inactive or raw.isserviceaccount or raw.client_id is None:
        return None
    kind = _KINDS.get(resource) or raw.assettype_name.casefold()
    if not kind:
        return None
    zone = zone_of(raw.timezone) if resource == SITES else ""
    return Thing(id=raw.id, customer_id=raw.client_id, kind=kind, zone=zone)


def to_list_price(raw: RawItem) -> ListPrice | None:
    """Convert an item; one without a recurring price is sold once."""
    if not raw.name or not raw.recurringprice:
        return None
    return ListPrice(
        id=raw.id, item=raw.name, price=raw.recurringprice, cost=raw.recurringcost
    )
