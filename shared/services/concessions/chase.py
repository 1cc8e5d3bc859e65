"""The hourly round over requests that wait: reminders, escalations, expiry."""

import logging

from shared.domain.approval import ConcessionStatus
from shared.domain.errors import Conflict
from shared.ports import App
from shared.services.concessions.desks import open_desk
from shared.services.concessions.recording import record
from shared.workflow.concessions.chase import chase

_WAITING = {ConcessionStatus.PENDING, ConcessionStatus.APPROVED}

log = logging.getLogger(__name__)


def chase_all(app: App) -> int:
    """Do what is due about every request by now; give the contracts looked at."""
    found = app.stores.projections.concessions()
    places = {
        (one.customer_id, one.contract_id) for one in found if one.status in _WAITING
    }
    for place in sorted(places):
        operation = f"chase:{app.new_id()}"
        try:
            record(
                app,
                place,
                lambda state: chase(state, open_desk(app, state)),
                actor="engine",
                operation_id=operation,
            )
        except Conflict as error:  # the next round comes in an hour
            log.warning("contract %s: %s", place[1], error)
    return len(places)
