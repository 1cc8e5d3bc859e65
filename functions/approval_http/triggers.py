"""Requests that nobody opened a page for: chased by the hour, taken in from tickets."""

import logging

import azure.functions as func

from shared import bootstrap
from shared.telemetry import operation

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.timer_trigger(arg_name="timer", schedule="0 40 * * * *")
def chase_approvals(timer: func.TimerRequest) -> None:
    """Remind, put to others, let expire; and forget sessions that are over."""
    from shared.services.concessions.chase import chase_all
    from shared.services.watch_jobs import recorded

    with operation("chase_approvals"):
        app = bootstrap.app()
        with recorded(app, "chase_approvals") as count:
            count(chase_all(app))
        removed = bootstrap.sign_ins().purge(app.now())
        log.info("%d sessions removed, past_due=%s", removed, timer.past_due)


@bp.queue_trigger(
    arg_name="message",
    queue_name="concession-tickets",
    connection="AzureWebJobsStorage",
)
def take_in_request(message: func.QueueMessage) -> None:
    """Make a request of one HaloPSA ticket."""
    from shared.services.concessions import from_tickets

    with operation("take_in_request"):
        result = from_tickets.work(bootstrap.app(), message.get_body().decode())
        log.info("request by ticket: %s", result)
