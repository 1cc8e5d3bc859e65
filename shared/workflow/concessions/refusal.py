"""Why somebody may not decide a request: a code for machines, a text for people."""

from enum import StrEnum

from shared.domain.errors import PolicyViolation
from shared.domain.model import Model


class Code(StrEnum):
    """The reasons, in the order in which they are looked for."""

    GUEST = "guest"
    APPLICATION = "application"
    OTHER_TENANT = "other_tenant"
    NOT_ASSIGNEE = "not_assignee"
    NO_COLLEAGUE = "no_colleague"
    NO_ROLE = "no_role"
    OWN_REQUEST = "own_request"
    NOT_PENDING = "not_pending"
    OTHER_REVISION = "other_revision"
    OTHER_TERMS = "other_terms"
    EXPIRED = "expired"
    LEVEL_TOO_LOW = "level_too_low"
    TWICE = "twice"
    AMOUNT_30_DAYS = "amount_30_days"
    SIGN_IN_TOO_OLD = "sign_in_too_old"
    BEYOND_LIMITS = "beyond_limits"  # to grant it; anybody of the top may reject it


class Refusal(Model):
    """One reason why somebody may not decide."""

    code: Code
    text: str


class Refused(PolicyViolation):
    """Somebody tried to decide what they may not."""

    def __init__(self, request_id: str, refusal: Refusal) -> None:
        super().__init__(f"concession request {request_id}: {refusal.text}")
        self.refusal = refusal
