"""Readiness scores: drivers that add up exactly, with the evidence behind them."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from shared.domain.correspondence import MailHistory
from shared.domain.facts import MonthFacts
from shared.domain.model import Model
from shared.domain.stakeholder import StakeholderFacts


class Band(StrEnum):
    """What a readiness score means for the account manager."""

    READY = "ready"
    WATCH = "watch"
    AT_RISK = "at_risk"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"


class ScoreInputs(Model):
    """All that a score is computed from; the same inputs give the same score.

    `months` are the contract's facts, oldest first; `mrr_minor` in minor units of
    `currency`; `entitled_hours` a month. `data_date` is the last day that the facts
    know of, None for `as_of_date`: days after it are unknown, not quiet.
    `stakeholders` is None where no CRM is connected and `mail` where no mail is read:
    their drivers are then no part of the score.
    """

    customer_id: str
    contract_id: str
    as_of_date: date
    start_date: date | None
    currency: str
    mrr_minor: int | None
    entitled_hours: Decimal | None
    seats: Decimal | None
    months: tuple[MonthFacts, ...]
    stakeholders: StakeholderFacts | None = None
    data_date: date | None = None
    mail: MailHistory | None = None


class Driver(Model):
    """One factor of a score.

    `points` is what it adds of `points_possible`; `value` is in `unit`, None when the
    input was missing (then both points are 0 and the coverage is lower).
    `money_at_risk_minor` is the part of the expected loss this driver stands for.
    """

    name: str
    pillar: str
    value: Decimal | None
    unit: str
    points: Decimal
    points_possible: Decimal
    money_at_risk_minor: int = 0
    evidence: tuple[str, ...] = ()
    note: str = ""


class Lever(Model):
    """The cheapest set of drivers that would lift a contract to the next band."""

    drivers: tuple[str, ...]
    points_gained: Decimal
    reaches: Band


class ScoreChange(Model):
    """Why readiness moved since the score before: the three parts add up exactly."""

    previous_date: date
    total: Decimal
    from_data: Decimal
    from_weights: Decimal
    from_time: Decimal


class Score(Model):
    """One readiness score (0 to 100, higher is better) with everything behind it.

    `p_renew` and its bounds are probabilities; `coverage` is the share of the weights
    whose inputs were there.
    """

    customer_id: str
    contract_id: str
    as_of_date: date
    readiness: Decimal
    band: Band
    p_renew: Decimal
    p_renew_low: Decimal
    p_renew_high: Decimal
    coverage: Decimal
    drivers: tuple[Driver, ...]
    lever: Lever | None = None
    change: ScoreChange | None = None
    inputs_hash: str
    playbook_version: str
    model_version: str
