"""Contracts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shared.domain.contract import Contract
from shared.sources.halopsa.custom_fields import FieldMap
from shared.sources.halopsa.periods import months_of, whole_months
from shared.sources.halopsa.raw import RawContract

_SITES = "covered_sites"
_HOURS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class ContractMapping:
    """How this tenant's contracts are read."""

    fields: FieldMap
    periods: Mapping[int, Decimal]
    sites_cover: bool = False

    def to_contract(self, raw: RawContract, *, detail: bool) -> Contract:
        """Convert a list row or a detail.

        Custom fields and the previous contract are in the detail only. Expiry is left
        to the dates, because a contract past its end may still be served; only where
        there is no end date is `expired` taken for inactive.
        """
        months = months_of(raw.billingperiod, self.periods)
        fields = self.fields.texts(raw.customfields or ())
        gone = bool(raw.expired) and raw.end_date is None
        return Contract(
            id=raw.id,
            customer_id=required(raw.client_id, "client_id"),
            reference=raw.ref or raw.refextra or f"Contract {raw.id}",
            start_date=raw.start_date,
            end_date=raw.end_date,
            active=raw.active is not False and not gone,
            status=raw.contract_status,
            billing_months=whole_months(months),
            entitled_hours=_monthly(raw.numberofunitsfree, months),
            period_charge=raw.periodchargeamount or Decimal(0),
            sla_id=raw.sla_id,
            previous_contract_id=raw.previouscontract,
            increase_rate=_rate(raw.percentageincrease),
            increase_date=raw.nextincrementdate,
            site_ids=self._sites(raw, fields.pop(_SITES, "")),
            fields=fields,
            modified_at=stamp(raw.last_modified),
            detail_due=not detail,
        )

    def _sites(self, raw: RawContract, told: str) -> tuple[str, ...]:
        """Give the sites that are covered, none for all: by the tenant's own field.

        Whether HaloPSA's own sites limit a contract or are but its address is for
        `sites_cover` to say.
        """
        if told:
            return tuple(sorted(filter(None, map(str.strip, told.split(",")))))
        if not self.sites_cover:
            return ()
        return tuple(sorted({*filter(None, [raw.site_id]), *raw.sites}))


def required(value: str | None, name: str) -> str:
    """Give the id of a record that has to be there. Raises ValueError."""
    if value is None:
        message = f"{name} is missing"
        raise ValueError(message)
    return value


def stamp(moment: datetime | None) -> str:
    """Write an instant one way, so that a change is seen and another form is not."""
    return moment.isoformat() if moment else ""


def _rate(percent: Decimal | None) -> Decimal | None:
    """Give a rise as a fraction; 0 is HaloPSA's "none agreed"."""
    return percent / 100 if percent else None


def _monthly(hours: Decimal | None, months: Decimal | None) -> Decimal | None:
    """Give hours a month from hours a period; 0 is HaloPSA's "none agreed"."""
    if not hours or months is None:
        return None
    return (hours / months).quantize(_HOURS).normalize()
