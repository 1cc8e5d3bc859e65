"""The playbook: the MSP's versioned policy, in one frozen model."""

import json
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from pydantic import Field, model_validator

from shared.domain.approval_policy import ApprovalPolicy
from shared.domain.contract import AutomationMode
from shared.domain.deal import PricingPolicy
from shared.domain.mail_policy import MailPolicy
from shared.domain.model import Model
from shared.domain.uplift_policy import UpliftPolicy

STAGES = ("t90", "t60", "t30", "decision", "holdover")


class DriverPolicy(Model):
    """Weight and thresholds of one driver.

    Between `good` (no loss) and `bad` (full loss) points fall linearly; `bad` may lie
    below or above `good`. `low_good`/`low_bad` are a second slope for drivers that can
    be too low as well. `effort` is the relative cost of curing it (1 = cheap).
    """

    weight: Decimal = Field(gt=0)
    good: Decimal
    bad: Decimal
    low_good: Decimal | None = None
    low_bad: Decimal | None = None
    effort: int = Field(default=3, ge=1, le=5)

    @model_validator(mode="after")
    def _slopes_lead_somewhere(self) -> "DriverPolicy":
        if self.good == self.bad:
            message = "good and bad must differ"
            raise ValueError(message)
        if (self.low_good is None) != (self.low_bad is None):
            message = "low_good and low_bad go together"
            raise ValueError(message)
        if self.low_good is not None and self.low_good == self.low_bad:
            message = "low_good and low_bad must differ"
            raise ValueError(message)
        return self


class ScoringPolicy(Model):
    """How readiness becomes a band and a probability.

    `p_intercept` and `p_slope` are the logit at readiness 50 and its rise for each
    10 points; `p_spread` is its standard deviation at full coverage, in logits.
    """

    drivers: dict[str, DriverPolicy]
    ready_from: Decimal = Decimal(70)
    watch_from: Decimal = Decimal(50)
    minimum_coverage: Decimal = Decimal("0.4")
    p_intercept: Decimal = Decimal("0.6")
    p_slope: Decimal = Decimal("0.55")
    p_spread: Decimal = Decimal("0.45")
    window_months: int = 3
    baseline_months: int = 12
    csat_prior: Decimal = Decimal(75)
    csat_prior_answers: int = 8
    mail_tone_prior: Decimal = Decimal("0.1")
    mail_tone_prior_mails: int = 5
    target_hourly_rate: Decimal = Decimal(95)
    model_version: str = "card-1"


class TaskPolicy(Model):
    """One task of a stage; `evidence` tasks need proof of a customer contact."""

    kind: str
    summary: str
    guidance: str
    evidence: bool = False


class StagePolicy(Model):
    """A stage: how many days before the decision date it begins, and its tasks."""

    days_before: int = Field(ge=0)
    tasks: tuple[TaskPolicy, ...] = ()


class EscalationPolicy(Model):
    """Business days a task may be overdue before the next role hears of it."""

    cs_lead_after_days: int = Field(default=2, ge=0)
    owner_after_days: int = Field(default=5, ge=0)

    @model_validator(mode="after")
    def _the_owner_comes_last(self) -> "EscalationPolicy":
        if self.owner_after_days <= self.cs_lead_after_days:
            message = "owner_after_days must be more than cs_lead_after_days"
            raise ValueError(message)
        return self


class Absence(Model):
    """An agent's leave: work of those days goes to `cover`."""

    agent: str
    first_date: date
    last_date: date
    cover: str

    @model_validator(mode="after")
    def _it_ends_after_it_begins(self) -> "Absence":
        if self.last_date < self.first_date:
            message = f"absence of {self.agent}: last_date is before first_date"
            raise ValueError(message)
        return self


class Roles(Model):
    """Who stands behind a role: an agent's id, e-mail address or name."""

    cs_lead: str = ""
    msp_owner: str = ""
    operator: str = ""
    incident_commander: str = ""


class GuardPolicy(Model):
    """Limits at which a sync stops rather than believe what it reads."""

    bad_record_rate: Decimal = Decimal("0.05")
    vanished_contract_rate: Decimal = Decimal("0.20")
    minimum_records: int = 20


class IdentityPolicy(Model):
    """When a customer and an account are taken for the same without asking.

    Both are confidences, 0 to 1: the least one, and its lead over the next candidate.
    """

    threshold: Decimal = Decimal("0.88")
    margin: Decimal = Decimal("0.05")


class OwnerFrom(StrEnum):
    """Who says whose a deal is: the CRM's account, or the PSA's account manager."""

    CRM = "crm"
    PSA = "psa"


class CrmPolicy(Model):
    """What is written to the CRM.

    `stages` maps a renewal's stages, `won` and `lost` to the ids of the pipeline's
    stages: those that `hubspot setup` makes, or the ones of a pipeline of your own.
    """

    pipeline_id: str = "renewal_engine"
    pipeline_label: str = "Renewals"
    stages: dict[str, str] = {
        "t90": "rnwl_t90",
        "t60": "rnwl_t60",
        "t30": "rnwl_t30",
        "decision": "rnwl_decision",
        "holdover": "rnwl_holdover",
        "won": "rnwl_won",
        "lost": "rnwl_lost",
    }
    deal_owner_from: OwnerFrom = OwnerFrom.CRM
    tasks: bool = True

    @model_validator(mode="after")
    def _every_stage_is_mapped(self) -> "CrmPolicy":
        wanted = {*STAGES, "won", "lost"}
        if set(self.stages) != wanted:
            message = f"crm.stages must map {', '.join(sorted(wanted))}"
            raise ValueError(message)
        return self


class Playbook(Model):
    """All policy that decides what the engine does; its version is its content."""

    name: str = "default"
    default_mode: AutomationMode = AutomationMode.SHADOW
    grace_days: int = Field(default=30, ge=0)
    renewed_in_place_days: int = Field(default=180, ge=1)
    stages: dict[str, StagePolicy]
    escalation: EscalationPolicy = EscalationPolicy()
    scoring: ScoringPolicy
    guards: GuardPolicy = GuardPolicy()
    uplift: UpliftPolicy = UpliftPolicy()
    identity: IdentityPolicy = IdentityPolicy()
    crm: CrmPolicy = CrmPolicy()
    approvals: ApprovalPolicy = ApprovalPolicy()
    pricing: PricingPolicy = PricingPolicy()
    roles: Roles = Roles()
    mail: MailPolicy = MailPolicy()
    absences: tuple[Absence, ...] = ()
    holidays: frozenset[date] = frozenset()
    contact_outcomes: tuple[str, ...] = ("call", "meeting", "email", "visit")
    seat_words: tuple[str, ...] = ("user", "seat", "device", "workstation", "endpoint")
    intake_due_days: int = Field(default=5, ge=0)

    @model_validator(mode="after")
    def _stages_are_in_order(self) -> "Playbook":
        if set(self.stages) != set(STAGES):
            message = f"stages must be {', '.join(STAGES)}, not {sorted(self.stages)}"
            raise ValueError(message)
        days = [self.stages[name].days_before for name in ("t90", "t60", "t30")]
        if not days[0] > days[1] > days[2] > 0:
            message = "stages: t90, t60 and t30 must come in that order before the date"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _kinds_of_tasks_are_unique(self) -> "Playbook":
        # A task is found again by its kind, whatever stage its renewal has reached.
        kinds = [task.kind for name in STAGES for task in self.stages[name].tasks]
        doubles = sorted({kind for kind in kinds if kinds.count(kind) > 1})
        if doubles:
            message = f"stages: {', '.join(doubles)} is the kind of more than one task"
            raise ValueError(message)
        return self

    @property
    def version(self) -> str:
        """The first 12 hex digits of the hash of the whole content."""
        return sha256(canonical(self).encode()).hexdigest()[:12]


def canonical(playbook: Playbook) -> str:
    """Serialise a playbook one way only (sets sorted), for hashing and storage."""
    content = playbook.model_dump(mode="json")
    content["holidays"] = sorted(content["holidays"])
    return json.dumps(content, sort_keys=True, separators=(",", ":"))
