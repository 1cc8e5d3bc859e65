"""Errors by what the caller can do about them; each names the record and the rule."""


class DomainError(Exception):
    """A rule of the engine was not met."""


class NotFound(DomainError):
    """The record asked for does not exist."""


class Conflict(DomainError):
    """Somebody else changed the record first: reload and decide again."""


class TransitionNotAllowed(Conflict):
    """The workflow's table has no such step from this stage."""


class PolicyViolation(DomainError):
    """The playbook or a control forbids it."""


class InvalidInput(DomainError):
    """What was handed in breaks a rule; the message names record and rule."""


class SourceError(Exception):
    """An outside system did not give what was asked for."""

    def __init__(self, message: str, *, request_id: str = "") -> None:
        super().__init__(message)
        self.request_id = request_id


class SourceUnavailable(SourceError):
    """Trying again later cures it; `retry_after` is in seconds where it is known."""

    def __init__(
        self, message: str, *, request_id: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.retry_after = retry_after


class OutcomeUnknown(SourceUnavailable):
    """A write was sent and its answer was lost: look it up before sending it again."""


class SourceRejected(SourceError):
    """Our credentials, scope or request were refused: a person has to act."""


class RuleBroken(SourceRejected):
    """A write breaks a rule that people made over there; `fields` are what it is about.

    Sending it again changes nothing: somebody has to fill the fields or the rule.
    """

    def __init__(
        self, message: str, *, fields: tuple[str, ...] = (), request_id: str = ""
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.fields = fields


class RecordRejected(SourceError):
    """This one record can't be used: it is set aside, the rest goes on."""

    def __init__(self, message: str, *, source_id: str) -> None:
        super().__init__(message)
        self.source_id = source_id
