"""Renewals and what hangs on them: stages, outcomes, tasks, effects, exceptions."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from shared.domain.approval import Concession
from shared.domain.contract import AutomationMode
from shared.domain.letter import MailOrder
from shared.domain.model import Model
from shared.domain.opportunity import Pursuit


class Stage(StrEnum):
    """Where a renewal stands, counted back from its decision date."""

    UPCOMING = "upcoming"  # its date moved later and its window has not begun again
    T90 = "t90"
    T60 = "t60"
    T30 = "t30"
    DECISION = "decision"
    HOLDOVER = "holdover"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a renewal ended."""

    RENEWED = "renewed"
    RENEWED_SMALLER = "renewed_smaller"
    NON_RENEWING = "non_renewing"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"  # the contract was deleted, merged away or made no renewal


class EffectStatus(StrEnum):
    """What became of something owed to another system."""

    SHADOW = "shadow"
    OWED = "owed"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    HELD = "held"  # until a person releases exactly what it says
    UNKNOWN = "unknown"  # given to a person: it can't be told whether it was done


class EffectKind(StrEnum):
    """What an effect does in the other system."""

    CREATE_TASK = "create_task"
    CLOSE_TASK = "close_task"
    SEND_MAIL = "send_mail"
    DRAFT_MAIL = "draft_mail"
    UPSERT_DEAL = "upsert_deal"
    UPDATE_ACCOUNT = "update_account"
    CREATE_PROBLEM = "create_problem"
    CRM_TASK = "crm_task"
    CRM_NOTE = "crm_note"

    @property
    def batched(self) -> bool:
        """Whether it is written together with others; sent twice, it is the same."""
        return self in {EffectKind.UPSERT_DEAL, EffectKind.UPDATE_ACCOUNT}

    @property
    def in_crm(self) -> bool:
        """Whether it is done in the CRM."""
        return self in _IN_CRM


_IN_CRM = {
    EffectKind.UPSERT_DEAL,
    EffectKind.UPDATE_ACCOUNT,
    EffectKind.CRM_TASK,
    EffectKind.CRM_NOTE,
}


class Effect(Model):
    """Something to be done in another system, once; `marker` finds it there again.

    `fields` are values for the other system's own fields, by our names of them;
    `theirs` are fields that a person over there has taken over. `unclear` means that an
    attempt may have done it. Of a mail, `released_hash` is of the content that a person
    let go.
    """

    id: str
    kind: EffectKind
    status: EffectStatus
    marker: str
    customer_id: str
    contract_id: str
    summary: str
    details: str = ""
    assignee_id: str | None = None
    due_date: date | None = None
    fields: dict[str, str] = {}
    theirs: tuple[str, ...] = ()
    external_id: str = ""
    attempts: int = 0
    claimed_until: datetime | None = None
    not_before: datetime | None = None
    unclear: bool = False
    mail: MailOrder | None = None
    released_hash: str = ""


class Task(Model):
    """A piece of work for a person, delivered by an effect of the same id."""

    id: str
    kind: str
    stage: str
    summary: str
    assignee_id: str | None
    due_date: date
    evidence_needed: bool = False
    evidence: str = ""
    done: bool = False
    superseded: bool = False
    escalation: int = 0  # 0 the assignee, 1 the CS lead, 2 the MSP owner
    shadow: bool = False
    about: str = ""  # the id of the task or exception that this one is about

    @property
    def open(self) -> bool:
        """Whether somebody still has to do it."""
        return not (self.done or self.superseded)


class OpenTask(Model):
    """A task that somebody has to do, with the annual value at stake."""

    summary: str
    assignee_id: str
    due_date: date
    value_minor: int
    currency: str


class ExceptionItem(Model):
    """A thing that a named owner must look at, with the value exposed."""

    id: str
    rule: str
    message: str
    customer_id: str
    contract_id: str
    owner_id: str
    due_date: date
    value_minor: int = 0
    currency: str = ""
    open: bool = True


class Renewal(Model):
    """One renewal, of one contract and term end; its baseline is frozen at opening.

    `been` are the stages entered by term end, so that an end that moves away and back
    enters none twice.
    """

    customer_id: str
    contract_id: str
    term_end: date
    decision_date: date
    stage: Stage
    owner_id: str | None
    baseline_mrr_minor: int
    currency: str
    opened_at: datetime
    entered: tuple[Stage, ...] = ()
    missed: tuple[Stage, ...] = ()
    completed: tuple[Stage, ...] = ()
    been: dict[str, tuple[Stage, ...]] = {}
    outcome: Outcome | None = None
    renewed_mrr_minor: int | None = None
    frozen_readiness: Decimal | None = None
    closed_at: datetime | None = None


class ContractState(Model):
    """The fold over one contract's timeline.

    `unmuted` is when somebody last unmuted a detector, on the tenant's own timeline.
    """

    customer_id: str
    contract_id: str
    seq: int = 0
    last_hash: str = ""
    mode: AutomationMode | None = None
    band: str = ""
    notice_date: date | None = None
    renewal: Renewal | None = None
    closed: tuple[Renewal, ...] = ()
    tasks: dict[str, Task] = {}
    effects: dict[str, Effect] = {}
    exceptions: dict[str, ExceptionItem] = {}
    pursuits: dict[str, Pursuit] = {}
    unmuted: dict[str, datetime] = {}
    concessions: dict[str, Concession] = {}
