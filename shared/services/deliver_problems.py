"""Problem records in HaloPSA: created once, and named on their example tickets."""

from shared.domain.errors import OutcomeUnknown
from shared.domain.event import NewEvent
from shared.services.delivery import Attempt, delivered


def create(attempt: Attempt) -> tuple[NewEvent, ...]:
    """Create a problem unless it is there, then note it on its tickets.

    An attempt that dies between two notes goes on with those that are missing.
    """
    app, effect = attempt.app, attempt.effect
    found = app.halo.find_task(effect)
    if found is None:
        if not attempt.may_send():
            return ()
        found = app.halo.create_task(effect)
    if not app.halo.task_has_marker(found, effect):
        message = f"ticket {found} does not carry {effect.marker}"
        raise OutcomeUnknown(message)
    for ticket_id in filter(None, effect.fields["tickets"].split(",")):
        if not attempt.may_send():
            return ()
        app.halo.note_problem(ticket_id, found, effect)
    return (delivered(effect, found, f"ticket {found}"),)
