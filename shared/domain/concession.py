"""Concessions: what an account manager asks to give, bound by a hash of its terms."""

import json
import unicodedata
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256

from pydantic import Field

from shared.domain.model import Model


class ConcessionKind(StrEnum):
    """What is given."""

    DISCOUNT = "discount"
    PRICE_FREEZE = "price_freeze"  # a rise by the index that is due is waived
    CREDIT = "credit"  # money back, or months free of charge
    ADDED_SCOPE = "added_scope"  # work or licences at no charge
    TERM_CHANGE = "term_change"
    PAYMENT_TERMS = "payment_terms"
    OTHER = "other"


class ReasonCode(StrEnum):
    """Why it is asked for."""

    COMPETITOR = "competitor"
    SERVICE_FAILURE = "service_failure"
    BUDGET = "budget"
    GROWTH = "growth"
    STRATEGIC = "strategic"
    OTHER = "other"


class ConcessionAsk(Model):
    """What is asked for; each number is whole, none is a float.

    Amounts are minor units of the contract's currency: `credit_minor` once, `added_*`
    a month, `other_cost_minor` and `give_back_minor` a year. `discount_bps` is in basis
    points of the entitled price. Months and days of 0 mean none, or for
    `discount_months` the whole committed term of `term_months`.
    """

    kind: ConcessionKind
    effective_date: date
    term_months: int = Field(ge=1, le=120)
    discount_bps: int = Field(default=0, ge=0, le=10_000)
    discount_months: int = Field(default=0, ge=0, le=120)
    credit_minor: int = Field(default=0, ge=0)
    free_months: int = Field(default=0, ge=0, le=120)
    added_value_minor: int = Field(default=0, ge=0)
    added_minutes: int = Field(default=0, ge=0)
    added_licence_minor: int = Field(default=0, ge=0)
    payment_days: int = Field(default=0, ge=0, le=365)
    other_cost_minor: int = Field(default=0, ge=0)
    description: str = ""
    reason_code: ReasonCode
    reason: str
    give_back: str
    give_back_minor: int = Field(ge=0)
    expires_at: datetime


class ConcessionTerms(ConcessionAsk):
    """The terms that a decision binds to: what is asked for, and on which basis.

    `entitled_mrr_minor` is the monthly price that the MSP may charge for the scope,
    index included, and `current_mrr_minor` the one in force.
    """

    customer_id: str
    contract_id: str
    term_end: date
    currency: str
    current_mrr_minor: int = Field(ge=0)
    entitled_mrr_minor: int = Field(ge=0)

    @property
    def hash(self) -> str:
        """The SHA-256 over the canonical terms, in hex."""
        return sha256(canonical_terms(self)).hexdigest()


def canonical_terms(terms: ConcessionTerms) -> bytes:
    """Write terms one way only: NFC text, sorted keys, whole numbers, UTC times."""
    content = terms.model_dump(mode="json")
    content["expires_at"] = terms.expires_at.astimezone(UTC).isoformat()
    text = {k: _composed(v) if isinstance(v, str) else v for k, v in content.items()}
    return json.dumps(
        text, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
