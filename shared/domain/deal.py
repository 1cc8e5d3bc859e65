"""What a concession means in money: inputs, figures and the alternatives to it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from shared.domain.concession import ConcessionKind
from shared.domain.model import Model


def _exact(value: object) -> object:
    if isinstance(value, float):
        message = f"{value!r} is a float: write it as a whole number or in quotes"
        raise ValueError(message)  # noqa: TRY004 - pydantic reports only ValueErrors
    return value


Exact = Annotated[Decimal, BeforeValidator(_exact)]
Amount = Annotated[Exact, Field(ge=0)]
Share = Annotated[Exact, Field(ge=0, le=1)]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
LateRule = Literal["lapse", "accumulate"]


class PricingPolicy(Model):
    """The playbook's settings for deal maths.

    `loaded_hourly_rate` is in the tenant's currency, `foreign_hourly_rates` are in the
    currencies that they stand under.
    `licence_share` is the share of the MRR that licences are taken to cost where it
    isn't known, `avoidable_share` that of the cost which goes away with the customer
    (K22). `precedent_strength` is how many observations the forecast without the offer
    counts for, beside precedents of the same kind whose depth is within
    `precedent_depth_band`. `cost_months` of time are averaged. `index_late` is what a
    late notice means (K27). `indices` are published values by series and month.
    """

    loaded_hourly_rate: Amount = Decimal(55)
    foreign_hourly_rates: dict[str, Amount] = {}
    licence_share: Share = Decimal("0.2")
    avoidable_share: Share = Decimal(1)
    annual_survival: Share = Decimal("0.9")
    discount_rate: Amount = Decimal("0.08")
    precedent_strength: Amount = Decimal(10)
    precedent_depth_band: Share = Decimal("0.02")
    cost_months: int = Field(default=12, ge=1)
    index_late: LateRule = "lapse"
    indices: dict[str, dict[Month, Annotated[Exact, Field(gt=0)]]] = {}


class Ratio(Model):
    """A ratio to six places; None, with its reason, when it is undefined."""

    value: Decimal | None
    reason: str = ""


class IndexDue(Model):
    """What an index clause gives on its date.

    `raw_rate` is the change of the index; `applied_rate` is what the fee rises by, 0
    when the rise doesn't apply, for the `reason` given. Amounts are of a month, in
    `currency`.
    """

    series: str
    currency: str
    increase_date: date
    last_announcement_date: date
    raw_rate: Decimal
    applied_rate: Decimal
    fee_minor: int
    entitled_fee_minor: int
    applies: bool
    reason: str = ""


class Precedent(Model):
    """An earlier request and what became of it; `renewed` None is not known yet."""

    request_id: str
    contract_id: str
    kind: ConcessionKind
    depth: Exact
    decided_date: date
    granted: bool
    renewed: bool | None = None


class DealInputs(Model):
    """What the engine knows of a contract when a concession is asked for.

    Amounts are in `currency` and of a month. `p0` and its bounds are the probability
    to renew without the offer. `renewal_months` is the term on which the contract
    renews without it. The settings are those of `PricingPolicy`.
    """

    currency: str
    entitled_mrr: Amount
    current_mrr: Amount
    hours: Amount
    loaded_hourly_rate: Amount
    licences: Amount
    avoidable_share: Share = Decimal(1)
    p0: Share
    p0_low: Share
    p0_high: Share
    p0_source: str
    renewal_months: int = Field(default=12, ge=1)
    annual_survival: Share
    discount_rate: Amount
    precedents: tuple[Precedent, ...] = ()
    precedent_strength: Amount
    precedent_depth_band: Share = Decimal("0.02")
    index: IndexDue | None = None

    @model_validator(mode="after")
    def _the_bounds_hold_p0(self) -> "DealInputs":
        if not self.p0_low <= self.p0 <= self.p0_high:
            message = f"p0 {self.p0} is outside {self.p0_low} to {self.p0_high}"
            raise ValueError(message)
        return self


class RenewalEstimate(Model):
    """A probability to renew, its bounds, and what it rests on."""

    p: Decimal
    low: Decimal
    high: Decimal
    source: str


class MoneyRange(Model):
    """An amount at the estimate and at the bounds of its probability."""

    low_minor: int
    mid_minor: int
    high_minor: int


class MarginImpact(Model):
    """Gross margin at the entitled and at the agreed price, for the same scope (K20).

    Costs and margins are of a month; the costs differ only by what the offer itself
    costs, or by scope taken out. `share_of_gross_profit` is the share of the margin
    before that is given away.
    """

    cost_before_minor: int
    cost_after_minor: int
    before_minor: int
    after_minor: int
    before_rate: Ratio
    after_rate: Ratio
    impact_month_minor: int
    impact_year_minor: int
    share_of_gross_profit: Ratio


class AlternativeKind(StrEnum):
    """The ways to answer a request, in the order in which they are shown."""

    DO_NOTHING = "do_nothing"
    ASK = "ask"
    SMALLER = "smaller"
    LONGER_TERM = "longer_term"
    SCOPE_SWAP = "scope_swap"


class Alternative(Model):
    """One answer to a request, in money.

    Prices are of a month; `contraction_mrr_minor` is scope taken out, which is no
    concession (K19). `expected_year` is p x annual margin, `incremental_year` the same
    less doing nothing (K21). `present_value` is over the term, at least the usual one,
    and its increment is against doing nothing for as long (K23). `viable`: the lower
    bound of the probability beats the break-even and, over more than a year, the
    present value of doing nothing.
    """

    kind: AlternativeKind
    term_months: int
    reference_mrr_minor: int
    agreed_mrr_minor: int
    contraction_mrr_minor: int = 0
    depth: Ratio
    margin: MarginImpact
    estimate: RenewalEstimate
    break_even: Ratio
    expected_year: MoneyRange
    incremental_year: MoneyRange
    present_value: MoneyRange
    incremental_present_value: MoneyRange
    viable: bool


class Assessment(Model):
    """All that the engine computes of a request; it stands on the timeline.

    `give_back_year_minor` is what the customer gives in return: it is shown, and added
    in `expected_with_give_back_year`, but never to the price, the depth or the
    break-even. `recommended` is whether the ask itself is viable.
    """

    terms_hash: str
    currency: str
    current_mrr_minor: int
    entitled_mrr_minor: int
    index: IndexDue | None
    hours: Decimal
    loaded_hourly_rate_minor: int
    licences_minor: int
    avoidable_share: Decimal
    annual_survival: Decimal
    discount_rate: Decimal
    extra_cost_minor: int
    give_back_year_minor: int
    expected_with_give_back_year: MoneyRange
    alternatives: tuple[Alternative, ...]
    cheapest_viable: AlternativeKind | None
    recommended: bool
    precedents: tuple[Precedent, ...]

    def alternative(self, kind: AlternativeKind) -> Alternative:
        """Give one of the alternatives."""
        return next(one for one in self.alternatives if one.kind is kind)

    @property
    def ask(self) -> Alternative:
        """What was asked for."""
        return self.alternative(AlternativeKind.ASK)
