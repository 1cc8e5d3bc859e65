"""Concession requests with the decisions about them."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from shared.domain.concession import ConcessionTerms
from shared.domain.deal import Assessment
from shared.domain.model import Model


class Requirement(Model):
    """Whose approval a request needs: a level for each, and why.

    `beyond_limits` means that no level may grant it, alone or together: the top can
    turn it down, and only breaking the glass grants it.
    """

    levels: tuple[str, ...]
    reasons: tuple[str, ...]
    beyond_limits: bool = False


class Verdict(StrEnum):
    """What an approver says."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions"
    COUNTER = "counter"
    REJECT = "reject"


class ConcessionStatus(StrEnum):
    """Where a request stands; only a pending one can be decided."""

    PENDING = "pending"
    APPROVED = "approved"
    APPLIED = "applied"
    COUNTERED = "countered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOIDED = "voided"  # approved, and then a term or its basis changed


class Requester(Model):
    """Who asks: `oid` in Entra ID, `agent_id` in the PSA where they have one."""

    tid: str
    oid: str
    name: str
    agent_id: str = ""


class Ask(Model):
    """One person who was asked to decide, and the task that told them.

    `why` is first, reminder, delegate or escalation; `on_behalf_of` is the object id
    of who is away.
    """

    oid: str
    level: str
    at: datetime
    why: str
    task_id: str = ""
    on_behalf_of: str = ""


class Approval(Model):
    """One person's decision, with all that is needed to prove it later.

    `expected_p` is the probability to renew that they count on, and
    `expected_margin_minor` the margin a year, in the request's currency.
    """

    tid: str
    oid: str
    name: str
    level: str
    role: str
    on_behalf_of: str = ""
    verdict: Verdict
    reason: str
    conditions: tuple[str, ...] = ()
    counter_bps: int | None = None
    expected_p: Decimal | None = None
    expected_margin_minor: int | None = None
    at: datetime
    signed_in_at: datetime | None
    amr: tuple[str, ...] = ()
    acrs: tuple[str, ...] = ()
    ip_hash: str = ""
    revision: int
    chash: str
    limit: str
    break_glass: bool = False


class Concession(Model):
    """A request as its contract's timeline tells it.

    `annual_cost_minor` and `depth_rate` of the assessment are what limits count.
    `kept` is known once its renewal has closed: whether the customer renewed.
    """

    id: str
    customer_id: str
    contract_id: str
    revision: int
    status: ConcessionStatus
    terms: ConcessionTerms
    chash: str
    requester: Requester
    editors: tuple[str, ...] = ()
    origin: str
    assessment: Assessment
    requirement: Requirement
    asks: tuple[Ask, ...] = ()
    approvals: tuple[Approval, ...] = ()
    requested_at: datetime
    revised_at: datetime
    settled_at: datetime | None = None
    note: str = ""
    kept: bool | None = None

    @property
    def open(self) -> bool:
        """Whether somebody can still decide it."""
        return self.status is ConcessionStatus.PENDING


class RecentVote(Model):
    """A request as it stands after somebody's decision, which is being recorded."""

    at: datetime
    request: Concession
