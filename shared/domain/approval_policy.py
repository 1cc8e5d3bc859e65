"""The approval policy: who decides about concessions, and within which limits."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from pydantic import Field, model_validator

from shared.domain.concession import ConcessionKind
from shared.domain.model import Model


class ApprovalLevel(Model):
    """What one level may decide alone; levels stand in a playbook lowest first.

    `role` is the app role that its people hold in Entra ID. Amounts are what a
    concession costs a year, in whole units of the tenant's currency; `max_depth` is a
    fraction. No `kinds` means all of them.
    """

    name: str
    role: str
    max_depth: Decimal = Field(ge=0, le=1)
    max_amount: Decimal = Field(ge=0)
    max_amount_30_days: Decimal = Field(ge=0)
    max_term_months: int = Field(ge=1)
    kinds: tuple[ConcessionKind, ...] = ()

    def covers(self, lower: "ApprovalLevel") -> bool:
        """Tell whether a level may decide all that a lower one may."""
        return (
            self.max_depth >= lower.max_depth
            and self.max_amount >= lower.max_amount
            and self.max_amount_30_days >= lower.max_amount_30_days
            and self.max_term_months >= lower.max_term_months
            and set(self.kinds or ConcessionKind) >= set(lower.kinds or ConcessionKind)
        )


class CustomerTier(Model):
    """Customers from an annual value on: no level below `level` decides for them."""

    name: str
    from_arr: Decimal = Field(ge=0)
    level: str


class Colleague(Model):
    """One of the MSP's people: the same person in Entra ID and in the PSA.

    `oid` is the object id in Entra ID, `agent` an id, e-mail address or name in the
    PSA; without `level` they ask and never decide.
    """

    oid: str
    name: str
    agent: str = ""
    level: str = ""


class Delegation(Model):
    """Who decides for somebody between two dates; it is not passed on."""

    from_oid: str
    to_oid: str
    first_date: date
    last_date: date

    def covers(self, day: date) -> bool:
        """Tell whether it counts on a day."""
        return self.first_date <= day <= self.last_date


class ApprovalPolicy(Model):
    """Who decides about concessions, within which limits, and by when.

    Below `margin_floor` (a rate, after the concession) a second approver of a higher
    level has to agree.
    """

    levels: tuple[ApprovalLevel, ...] = ()
    tiers: tuple[CustomerTier, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    margin_floor: Decimal = Decimal("0.30")
    remind_after_hours: int = Field(default=24, ge=1)
    escalate_after_hours: int = Field(default=48, ge=2)
    sign_in_minutes: int = Field(default=15, ge=1)

    @model_validator(mode="after")
    def _names_lead_somewhere(self) -> "ApprovalPolicy":
        names = [level.name for level in self.levels]
        known, oids = set(names), {one.oid for one in self.colleagues}
        named = [t.level for t in self.tiers]
        named += [one.level for one in self.colleagues if one.level]
        ends = [oid for d in self.delegations for oid in (d.from_oid, d.to_oid)]
        wrong = [name for name in named if name not in known]
        wrong += [oid for oid in ends if oid not in oids]
        if wrong or len(names) > len(known) or len(self.colleagues) > len(oids):
            message = f"approvals: names must be unique and known: {wrong or names}"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _each_level_may_more_than_the_one_below(self) -> "ApprovalPolicy":
        # What two levels decide together has to be within the limits of both.
        for lower, upper in pairwise(self.levels):
            if not upper.covers(lower):
                message = f"approvals: {upper.name} may less than {lower.name} below it"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _the_reminder_comes_first(self) -> "ApprovalPolicy":
        if self.escalate_after_hours <= self.remind_after_hours:
            message = "approvals: escalate_after_hours must be after the reminder"
            raise ValueError(message)
        return self

    def level(self, name: str) -> ApprovalLevel:
        """Give a level by its name, which the validator has checked."""
        return next(level for level in self.levels if level.name == name)

    def rank(self, name: str) -> int:
        """Give a level's place, the lowest being 0; -1 for who never decides."""
        names = [level.name for level in self.levels]
        return names.index(name) if name in names else -1

    def colleague(self, oid: str) -> Colleague | None:
        """Find one of the MSP's people by object id."""
        return next((one for one in self.colleagues if one.oid == oid), None)
