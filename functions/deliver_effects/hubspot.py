"""The timer that writes to HubSpot what is owed, many at once."""

import logging

import azure.functions as func

from shared import bootstrap
from shared.telemetry import operation

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.timer_trigger(arg_name="timer", schedule="0 5/10 * * * *")
def write_hubspot(timer: func.TimerRequest) -> None:
    """Write deals and accounts, a thousand at most; the next run does the rest."""
    from shared.services import write_crm
    from shared.services.watch_jobs import recorded

    with operation("write_hubspot"):
        app = bootstrap.app()
        if app.hubspot is None:
            return
        with recorded(app, "write_hubspot") as count:
            count(write_crm.write_owed(app))
        log.info("owed writes done, past_due=%s", timer.past_due)
