"""The uplift part of the playbook: offers, prices, and when a finding is one."""

from decimal import Decimal

from pydantic import Field, field_validator

from shared.domain.model import Model
from shared.domain.service_hours import ServiceHours


class Offer(Model):
    """A service that cures a recurring theme.

    `cures` are words of themes and categories; `unit` is `month` for a flat price, or
    a kind of the inventory (`user`, `workstation`, ...) that is counted. Prices and
    costs are a month and unit, in the tenant's currency.
    """

    name: str
    cures: tuple[str, ...]
    unit: str = "month"
    price: Decimal
    cost: Decimal
    drivers: tuple[str, ...] = ()
    effort: int = Field(default=2, ge=1, le=5)


class ScopeKind(Model):
    """A thing that contracts count: how the inventory and billed items name it.

    `tolerance` things and `tolerance_rate` of those contracted may be over. `price` and
    `cost` a month are used where no line tells them.
    """

    name: str
    inventory: tuple[str, ...]
    words: tuple[str, ...]
    tolerance: int = 2
    tolerance_rate: Decimal = Decimal("0.05")
    price: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)


class UpliftPolicy(Model):
    """When a finding is one, what it is worth, and how long it lives.

    `over_rate` and `under_rate` are hours worked over hours agreed; a rule must hold in
    `steady_months` of the last `window_months` known months. `service_hours` are those
    of contracts that tell none (`ServiceHours.parse`); empty are all hours.
    """

    hour_price: Decimal = Decimal(95)
    hour_cost: Decimal = Decimal(55)
    tier_hours: Decimal = Decimal(5)
    window_months: int = Field(default=6, ge=3)
    steady_months: int = Field(default=5, ge=2)
    over_rate: Decimal = Decimal("1.15")
    under_rate: Decimal = Decimal("0.5")
    theme_tickets: int = 3
    theme_lift: Decimal = Decimal("1.5")
    theme_hours: Decimal = Decimal(1)
    offers: tuple[Offer, ...] = ()
    scope_kinds: tuple[ScopeKind, ...] = ()
    out_of_scope_categories: tuple[str, ...] = ()
    out_of_scope_hours: Decimal = Decimal(1)
    service_hours: str = ""
    untouched_months: int = 24
    untouched_rate: Decimal = Decimal("0.03")
    drift_rate: Decimal = Decimal("0.03")
    reminder_days: int = 45
    notice_days: int = 30
    list_price_months: int = Field(default=1, ge=1)
    probabilities: dict[str, Decimal] = {}
    cool_down_days: int = 180
    window_days: int = Field(default=90, ge=1)
    mute_from: int = 10
    mute_rate: Decimal = Decimal("0.5")
    revise_rate: Decimal = Decimal("0.2")

    @field_validator("service_hours")
    @classmethod
    def _are_readable(cls, text: str) -> str:
        if text:
            ServiceHours.parse(text)
        return text

    def probability(self, kind: str) -> Decimal:
        """Give the chance that one of a kind is won, a half where none is set."""
        return self.probabilities.get(kind, Decimal("0.5"))
