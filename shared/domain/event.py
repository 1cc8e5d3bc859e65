"""Events: what happened, in the past tense; the only write model of renewals."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import JsonValue

from shared.domain.model import Model


class EventType(StrEnum):
    """Everything that can stand on a timeline; readers skip types they don't know."""

    INTAKE_RECORDED = "IntakeRecorded"
    EXCEPTION_RAISED = "ExceptionRaised"
    EXCEPTION_CLOSED = "ExceptionClosed"
    MODE_CHANGED = "ModeChanged"
    BAND_CHANGED = "BandChanged"
    RENEWAL_OPENED = "RenewalOpened"
    RENEWAL_REBASED = "RenewalRebased"
    STAGE_ENTERED = "StageEntered"
    STAGE_MISSED = "StageMissed"
    STAGE_COMPLETED = "StageCompleted"
    TASK_REQUESTED = "TaskRequested"
    TASK_COMPLETED = "TaskCompleted"
    TASK_ESCALATED = "TaskEscalated"
    TASK_SUPERSEDED = "TaskSuperseded"
    CONTACT_EVIDENCED = "ContactEvidenced"
    NOTICE_GIVEN = "NoticeGiven"
    RENEWAL_CLOSED = "RenewalClosed"
    EFFECT_CLAIMED = "EffectClaimed"
    EFFECT_DELIVERED = "EffectDelivered"
    EFFECT_FAILED = "EffectFailed"
    EFFECT_CANCELLED = "EffectCancelled"
    EFFECT_SETTLED = "EffectSettled"
    MAIL_REQUESTED = "MailRequested"
    MAIL_HELD = "MailHeld"
    MAIL_RELEASED = "MailReleased"
    OPPORTUNITY_IDENTIFIED = "OpportunityIdentified"
    OPPORTUNITY_QUALIFIED = "OpportunityQualified"
    OPPORTUNITY_OFFERED = "OpportunityOffered"
    OPPORTUNITY_WON = "OpportunityWon"
    OPPORTUNITY_LOST = "OpportunityLost"
    OPPORTUNITY_EXPIRED = "OpportunityExpired"
    OPPORTUNITY_REJECTED = "OpportunityRejected"
    DETECTOR_UNMUTED = "DetectorUnmuted"
    OPPORTUNITY_CORRECTED = "OpportunityCorrected"
    PROBLEM_REQUESTED = "ProblemRequested"
    THEMES_ADOPTED = "ThemesAdopted"
    BASELINE_SIGNED = "BaselineSigned"
    MODEL_SIGNED = "ModelSigned"
    SWITCH_CHANGED = "SwitchChanged"
    PERSON_ERASED = "PersonErased"
    MATCH_DECIDED = "MatchDecided"
    CRM_WRITE_REQUESTED = "CrmWriteRequested"
    CONCESSION_REQUESTED = "ConcessionRequested"
    CONCESSION_REVISED = "ConcessionRevised"
    CONCESSION_WITHDRAWN = "ConcessionWithdrawn"
    APPROVAL_ASKED = "ApprovalAsked"
    CONCESSION_DECIDED = "ConcessionDecided"
    GLASS_BROKEN = "GlassBroken"
    CONCESSION_EXPIRED = "ConcessionExpired"
    CONCESSION_VOIDED = "ConcessionVoided"
    CONCESSION_APPLIED = "ConcessionApplied"


class NewEvent(Model):
    """An event that was decided and is not yet on a timeline."""

    type: EventType
    summary: str
    stage: str = ""
    term_end: date | None = None
    data: dict[str, JsonValue] = {}


class Context(Model):
    """Who decided, when, under which versions, and the operation's id.

    Repeating an operation id on one timeline is recognised and changes nothing.
    """

    actor: str
    at: datetime
    operation_id: str
    run_id: str = ""
    playbook_version: str = ""
    model_version: str = ""


class Event(Model):
    """An event as it stands on a timeline, chained to the one before it."""

    tenant_id: str
    customer_id: str
    contract_id: str
    seq: int
    type: str
    at: datetime
    actor: str
    summary: str
    stage: str = ""
    term_end: date | None = None
    data: dict[str, JsonValue] = {}
    operation_id: str
    run_id: str = ""
    playbook_version: str = ""
    model_version: str = ""
    previous_hash: str
    hash: str
