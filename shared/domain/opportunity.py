"""Uplift opportunities: the money, the figures it rests on, and what became of it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import Field, model_validator

from shared.domain.model import Model
from shared.domain.money import ZERO
from shared.domain.text import Line


class Detector(StrEnum):
    """Who found it; each is judged, and muted, by its own rejections."""

    RECURRING_THEME = "recurring_theme"
    SERVICE_OVERRUN = "service_overrun"
    UNDER_SCOPED = "under_scoped"
    ENTITLED_PRICE = "entitled_price"


class Kind(StrEnum):
    """What would be done about it."""

    SERVICE_OFFER = "service_offer"
    RE_TIER = "re_tier"
    RE_SCOPE = "re_scope"
    PRICE_INCREASE = "price_increase"
    NEW_CONTRACT = "new_contract"
    RETENTION_RISK = "retention_risk"  # nothing to sell: the customer pays for nothing


class Stage(StrEnum):
    """Where an opportunity stands in its one life."""

    IDENTIFIED = "identified"
    QUALIFIED = "qualified"
    OFFERED = "offered"
    WON = "won"
    LOST = "lost"
    EXPIRED = "expired"
    REJECTED = "rejected"


class Estimate(Model):
    """A range of MRR in minor units of `currency` a month, and what it rests on."""

    low_minor: int
    likely_minor: int
    high_minor: int
    currency: str
    basis: str

    @model_validator(mode="after")
    def _ends_enclose_the_middle(self) -> "Estimate":
        if not self.low_minor <= self.likely_minor <= self.high_minor:
            message = "an estimate's low, likely and high must be in order"
            raise ValueError(message)
        return self


class Figure(Model):
    """One line of a worksheet: read from a `record`, or derived by a `rule`.

    `of` names the lines that a rule takes. So the sheet can be worked out again from
    the records alone.
    """

    name: str
    value: Decimal
    unit: str
    record: str = ""
    rule: str = ""
    of: tuple[str, ...] = ()


class ProposedLine(Model):
    """A line that the contract would get, per month and net of tax."""

    item: Line
    quantity: Decimal
    unit_price_minor: int
    unit_cost_minor: int


class Arrival(Model):
    """Things beyond those contracted, and the first count from which they stayed.

    `first_count` tells that there is no older count: they may have been there before.
    """

    seen_date: date
    quantity: Decimal
    first_count: bool = False


class Opportunity(Model):
    """What a detector found; `key` names the money, whoever finds it and in which term.

    `contract_id` is empty where there is no contract. `margin_rate` is the share of the
    amount that is left after cost; `effort` 1 (cheap) to 5. `cures` are the drivers of
    readiness that it would lift. `examples` are tickets to look at, `left_out` those
    that did not count. `arrivals` are the things that came, oldest first. After
    `act_by_date` it is too late for this time.
    """

    key: str
    customer_id: str
    contract_id: str
    detector: Detector
    kind: Kind
    title: Line
    estimate: Estimate
    figures: tuple[Figure, ...]
    probability: Decimal = Field(ge=0, le=1)
    margin_rate: Decimal
    effort: int = Field(ge=1, le=5)
    proposal: tuple[ProposedLine, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    cures: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    act_by_date: date | None = None
    letter: str = ""

    @property
    def records(self) -> tuple[str, ...]:
        """The records that the figures were read from, each once."""
        return tuple(dict.fromkeys(f.record for f in self.figures if f.record))

    @property
    def expected_minor(self) -> Decimal:
        """Amount x probability x margin, in minor units a month, unrounded."""
        return self.estimate.likely_minor * self.probability * self.margin_rate

    @property
    def rank(self) -> Decimal:
        """Expected value by effort: the higher, the sooner it is worth doing."""
        return self.expected_minor / self.effort if self.expected_minor else ZERO


# Stands for the contract on a customer's own timeline, where its opportunities are: one
# of them may be about several contracts, or none, and outlives each of them.
CUSTOMER_LINE = "-"


class Pursuit(Model):
    """One life of an opportunity, as the timeline tells it.

    `won_minor` is MRR in `won_currency` (that of the estimate where it is empty);
    `deal_id` is the CRM's deal that told what came of it, if one did.
    """

    id: str
    opportunity: Opportunity
    stage: Stage
    identified_at: datetime
    changed_at: datetime
    qualified_at: datetime | None = None
    reason: str = ""
    won_minor: int | None = None
    won_currency: str = ""
    deal_id: str = ""

    @property
    def realised_currency(self) -> str:
        """The currency of what was won."""
        return self.won_currency or self.opportunity.estimate.currency

    @property
    def open(self) -> bool:
        """Whether it can still be won."""
        return self.stage in {Stage.IDENTIFIED, Stage.QUALIFIED, Stage.OFFERED}

    @property
    def judged_at(self) -> datetime | None:
        """When a person took it up or rejected it, None while nobody has."""
        rejected = self.stage is Stage.REJECTED
        return self.changed_at if rejected else self.qualified_at
