"""A customer's people as HaloPSA shows them."""

from shared.sources.halopsa.fields import Id, Reference, Text
from shared.sources.halopsa.raw import Raw


class RawUser(Raw):
    """Somebody at a customer."""

    id: Id
    client_id: Reference = None
    name: Text = ""
    emailaddress: Text = ""
    title: Text = ""
    inactive: bool | None = None
    isimportantcontact: bool | None = None
    isserviceaccount: bool | None = None
