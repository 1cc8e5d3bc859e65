"""Which account of the CRM a customer is, how sure that is, and why."""

from decimal import Decimal
from enum import StrEnum

from shared.domain.model import Model


class MatchStatus(StrEnum):
    """Who settled a match, if anybody did."""

    MATCHED = "matched"  # by the rules
    CONFIRMED = "confirmed"  # by a person
    OPEN = "open"  # a person has to look: nothing is written to the CRM
    ABSENT = "absent"  # the CRM knows nobody like it


class Candidate(Model):
    """An account that a customer may be; `confidence` is 0 to 1."""

    account_id: str
    name: str
    confidence: Decimal
    reason: str


class Match(Model):
    """A customer's accounts; the first one is where the engine writes.

    `site` is the customer's own web domain, None until it was asked for. `refused` are
    accounts that a person said it is not; `shared_with` are the other customers of the
    same account.
    """

    customer_id: str
    status: MatchStatus
    account_ids: tuple[str, ...] = ()
    confidence: Decimal = Decimal(0)
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    shared_with: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    site: str | None = None
    decided_by: str = ""

    @property
    def settled(self) -> bool:
        """Whether the engine may write to the account."""
        return self.status in {MatchStatus.MATCHED, MatchStatus.CONFIRMED}

    @property
    def account_id(self) -> str | None:
        """The account that the engine writes to, None while it is not settled."""
        return self.account_ids[0] if self.settled and self.account_ids else None
