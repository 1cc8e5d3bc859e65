"""What we use of HubSpot's answers, by HubSpot's names."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _text(value: object) -> object:
    """Take ids as text: `toObjectId` came as a number from one version."""
    return str(value) if isinstance(value, int) else value


Id = Annotated[str, BeforeValidator(_text)]


class Raw(BaseModel):
    """Strict about what we use, tolerant of what we don't."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class RawTie(Raw):
    """One inline association: "deal_to_company" is the primary one."""

    id: Id
    type: str = ""


class RawAfter(Raw):
    """Where the next page begins."""

    after: Id


class RawNext(Raw):
    """The page that follows, if any."""

    next: RawAfter | None = None


class RawTies(Raw):
    """The inline associations of one name."""

    results: tuple[RawTie, ...] = ()
    paging: RawNext | None = None


class RawRecord(Raw):
    """A record; a property is a text, null, or left out."""

    id: Id
    properties: dict[str, str | None] = {}
    associations: dict[str, RawTies] = {}

    def text(self, name: str) -> str:
        """Give a property, "" where there is none."""
        return self.properties.get(name) or ""


class RawPage(Raw):
    """A page of anything; the rows are read one by one."""

    results: tuple[object, ...]
    paging: RawNext | None = None

    @property
    def after(self) -> str:
        """Where the next page begins, "" on the last one."""
        return self.paging.next.after if self.paging and self.paging.next else ""


class RawOwner(Raw):
    """An owner; `userId` is another thing and not used."""

    id: Id
    email: str | None = None
    firstName: str | None = None  # noqa: N815 - the vendor's name
    lastName: str | None = None  # noqa: N815 - the vendor's name
    archived: bool = False


class RawStage(Raw):
    """A stage; its metadata are texts."""

    id: Id
    label: str
    displayOrder: int = 0  # noqa: N815 - the vendor's name
    archived: bool = False
    metadata: dict[str, str | None] = {}


class RawPipeline(Raw):
    """A pipeline with its stages."""

    id: Id
    label: str
    archived: bool = False
    stages: tuple[RawStage, ...] = ()


class RawType(Raw):
    """The type of an association; `label` is null on plain ones."""

    category: str = ""
    typeId: int  # noqa: N815 - the vendor's name
    label: str | None = None


class RawTarget(Raw):
    """One end of an association."""

    toObjectId: Id  # noqa: N815 - the vendor's name
    associationTypes: tuple[RawType, ...] = ()  # noqa: N815 - the vendor's name


class RawSource(Raw):
    """The other end."""

    id: Id


class RawAssociations(Raw):
    """All associations of one record, or a page of them."""

    from_: RawSource
    to: tuple[RawTarget, ...] = ()
    paging: RawNext | None = None


class RawDetails(Raw):
    """The portal about itself."""

    portalId: Id  # noqa: N815 - the vendor's name
    timeZone: str = "UTC"  # noqa: N815 - the vendor's name


class RawKey(Raw):
    """What a key may do, where the portal tells."""

    scopes: tuple[str, ...] = ()
