"""Things in service and items of the price list, under HaloPSA's own names."""

from shared.sources.halopsa.fields import Amount, OwnId, Reference, Text
from shared.sources.halopsa.raw import Raw


class RawThing(Raw):
    """An asset, a contact or a site: enough to count it, and nothing of the person."""

    id: OwnId
    client_id: Reference = None
    assettype_name: Text = ""
    timezone: Text = ""
    inactive: bool | None = None
    isserviceaccount: bool | None = None


class RawItem(Raw):
    """An item of the price list."""

    id: OwnId
    name: Text = ""
    recurringprice: Amount | None = None
    recurringcost: Amount | None = None
