"""Tasks in HaloPSA: created once, found by their marker, closed when withdrawn."""

import logging

from shared.domain.errors import NotFound, OutcomeUnknown
from shared.domain.event import NewEvent
from shared.services.concessions import delivery as of_requests
from shared.services.delivery import Attempt, cancelled, delivered

log = logging.getLogger(__name__)


def create(attempt: Attempt) -> tuple[NewEvent, ...]:
    """Create a task's ticket, unless it is there or nobody needs it any more."""
    app, effect = attempt.app, attempt.effect
    task = attempt.state.tasks.get(effect.id)
    found = app.halo.find_task(effect)
    if found is None:
        wanted = task is not None and not task.superseded
        sent = of_requests.prepared(attempt, task) if task and wanted else None
        if sent is None:
            return (cancelled(effect),)
        if not attempt.may_send():
            return ()
        found = app.halo.create_task(sent)
    if not app.halo.task_has_marker(found, effect):
        message = f"ticket {found} does not carry {effect.marker}"
        raise OutcomeUnknown(message)
    more = of_requests.applied(task) if task else ()
    return (delivered(effect, found, f"ticket {found}"), *more)


def close(attempt: Attempt) -> tuple[NewEvent, ...]:
    """Close a withdrawn task's ticket; one that is gone needs no closing."""
    app, effect = attempt.app, attempt.effect
    lookups = app.stores.settings.lookups()
    try:
        app.halo.close_task(effect.external_id, lookups, effect.details)
    except NotFound:
        log.info("ticket %s is gone already", effect.external_id)
    return (delivered(effect, effect.external_id, f"ticket {effect.external_id}"),)
