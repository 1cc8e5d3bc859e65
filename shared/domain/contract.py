"""Contracts as the PSA gives them, and their terms once intake has completed them."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from shared.domain.calendar import NoticePeriod
from shared.domain.model import Model


class RenewalMode(StrEnum):
    """What happens at the end of the term if nobody does anything."""

    NONE = "none"
    MANUAL = "manual"
    AUTO = "auto"
    EVERGREEN = "evergreen"


class AutomationMode(StrEnum):
    """How far the engine may act for a contract: record only, inside, outside."""

    SHADOW = "shadow"
    PILOT = "pilot"
    LIVE = "live"


class Contract(Model):
    """A contract as the PSA records it.

    `fields` are the mapped custom fields, by our names, as text. `detail_due` is true
    while only the thin list row is known. `end_date` None means open-ended,
    no `site_ids` that all sites are covered.
    `increase_rate` is the agreed rise of `increase_date`.
    """

    id: str
    customer_id: str
    reference: str
    start_date: date | None
    end_date: date | None
    active: bool = True
    status: str = ""
    billing_months: int | None = None
    entitled_hours: Decimal | None = None
    period_charge: Decimal = Decimal(0)
    sla_id: str | None = None
    previous_contract_id: str | None = None
    site_ids: tuple[str, ...] = ()
    increase_rate: Decimal | None = None
    increase_date: date | None = None
    fields: dict[str, str] = {}
    modified_at: str = ""
    detail_due: bool = False
    gone: bool = False


class Terms(Model):
    """What the workflow runs on; `sources` says where each value came from.

    `mrr` and `target_hourly_rate` are in `currency`; `entitled_hours` is hours a month.
    """

    customer_id: str
    contract_id: str
    reference: str
    start_date: date | None = None
    end_date: date | None = None
    renewal_mode: RenewalMode | None = None
    notice_period: NoticePeriod | None = None
    owner_id: str | None = None
    mrr: Decimal | None = None
    currency: str = ""
    entitled_hours: Decimal | None = None
    seats: Decimal | None = None
    sources: dict[str, str] = {}

    @property
    def arr(self) -> Decimal:
        """Twelve times the MRR in force, never prorated (K08)."""
        return 12 * (self.mrr or Decimal(0))


class Finding(Model):
    """One rule that a contract breaks; `rule` is stable, `message` is for people."""

    rule: str
    message: str


class Intake(Model):
    """What an operator filled in for a contract; empty fields say nothing."""

    customer_id: str
    contract_id: str
    start_date: date | None = None
    end_date: date | None = None
    renewal_mode: RenewalMode | None = None
    notice_period: NoticePeriod | None = None
    owner: str = ""
    mrr: Decimal | None = None
    currency: str = ""
    entitled_hours: Decimal | None = None
    seats: Decimal | None = None
    recorded_by: str = ""
