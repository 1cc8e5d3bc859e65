"""What the CRM knows: accounts, deals, people, and who sells to them."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from shared.domain.model import Model

_ID_DIGITS = 20


def sort_key(record_id: str) -> str:
    """Give a key that sorts as the id, which is a number, does.

    >>> sort_key("42")
    '00000000000000000042'
    """
    return record_id.zfill(_ID_DIGITS)


def deal_key(customer_id: str, contract_id: str, number: int) -> str:
    """Give the key of a contract's so-many-th renewal, by which its deal is found."""
    return f"{customer_id}:{contract_id}:{number}:renewal"


class CrmKind(StrEnum):
    """The kinds of record that are kept of the CRM."""

    ACCOUNT = "account"
    DEAL = "deal"
    PERSON = "person"


class CrmRecord(Model):
    """What all records have; `gone` ones were archived, merged away or deleted.

    `merged_ids` are the records that this one has swallowed. `fields` are the engine's
    own properties as they stand over there, by our names.
    """

    id: str
    owner_id: str | None = None
    merged_ids: tuple[str, ...] = ()
    modified_at: datetime
    gone: bool = False
    fields: dict[str, str] = {}

    def says_the_same(self, other: "CrmRecord") -> bool:
        """Whether only the date of the last change differs, if anything."""
        return self.model_copy(update={"modified_at": other.modified_at}) == other


class Account(CrmRecord):
    """A company; `customer_id` is the PSA's id where somebody wrote it there."""

    name: str
    domain: str = ""
    customer_id: str = ""


class Deal(CrmRecord):
    """A deal; `amount` is in `currency`, `key` the engine's own id of it."""

    name: str
    pipeline_id: str
    stage_id: str
    amount: Decimal | None = None
    currency: str = ""
    close_date: date | None = None
    closed: bool = False
    won: bool = False
    key: str = ""
    account_ids: tuple[str, ...] = ()
    primary_account_id: str | None = None


class Person(CrmRecord):
    """Somebody at a customer; `labels` tell what they are to each account."""

    name: str
    email: str = ""
    title: str = ""
    role: str = ""
    account_ids: tuple[str, ...] = ()
    labels: dict[str, tuple[str, ...]] = {}


class CrmOwner(Model):
    """One of the MSP's people as the CRM knows them; `archived` ones have left."""

    id: str
    name: str
    email: str = ""
    archived: bool = False


class PipelineStage(Model):
    """A stage of a pipeline; `won` and `lost` close a deal."""

    id: str
    label: str
    won: bool = False
    lost: bool = False


class Pipeline(Model):
    """A pipeline with its stages in order."""

    id: str
    label: str
    stages: tuple[PipelineStage, ...]


class AccountLink(Model):
    """A record's tie to an account, with what labels say about it."""

    account_id: str
    primary: bool = False
    labels: tuple[str, ...] = ()


class PersonLink(Model):
    """A person's tie to an account, seen from the account."""

    account_id: str
    person_id: str
    labels: tuple[str, ...] = ()


class Draft(Model):
    """What is to be written to a record; `key` is a deal's own key or an account's id.

    `fields` are values by our names, as text; what is not named stays as it is.
    """

    key: str
    fields: dict[str, str]


class Written(Model):
    """What became of a draft: the record as it stands, or why it was refused."""

    key: str
    record: CrmRecord | None = None
    refused: str = ""
    fields: tuple[str, ...] = ()


class ActivityKind(StrEnum):
    """What an owner gets beside a deal."""

    TASK = "task"
    NOTE = "note"


class Activity(Model):
    """A task or note for an owner; `marker` finds it again among the account's."""

    kind: ActivityKind
    marker: str
    subject: str
    body: str
    due_at: datetime
    owner_id: str | None
    account_id: str
    deal_id: str = ""


class CrmView(Model):
    """What a decision sees of the CRM about its customer.

    `deals` are the engine's own, by key; `owner_ids` are the PSA's agents as owners;
    `lead_contract_id` is the contract whose renewal stands on the account.
    """

    account_id: str
    account_owner_id: str | None = None
    owner_ids: dict[str, str] = {}
    deals: dict[str, Deal] = {}
    lead_contract_id: str = ""
