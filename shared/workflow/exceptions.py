"""Exceptions: raised with a named owner, a due date and the value exposed."""

from shared.domain.calendar import add_business_days
from shared.domain.event import EventType, NewEvent
from shared.workflow.situation import Decision


def raised(decision: Decision, *, rule: str, key: str, message: str) -> NewEvent:
    """Raise an exception about this contract."""
    situation, book = decision.situation, decision.book
    due = add_business_days(situation.today, book.intake_due_days, book.holidays)
    return NewEvent(
        type=EventType.EXCEPTION_RAISED,
        summary=message,
        data={
            "id": key,
            "rule": rule,
            "message": message,
            "owner_id": situation.exception_owner_id,
            "due_date": due.isoformat(),
            "value_minor": situation.value_minor,
            "currency": situation.terms.currency,
        },
    )
