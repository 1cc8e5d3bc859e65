"""The daily look for uplift, and the worker that does its steps."""

import logging

import azure.functions as func

from shared import bootstrap
from shared.telemetry import operation

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.timer_trigger(arg_name="timer", schedule="0 30 3 * * *")
def find_uplift(timer: func.TimerRequest) -> None:
    """Begin the daily look for uplift."""
    from shared.services.uplift import run
    from shared.services.watch_jobs import recorded

    with operation("find_uplift"):
        app = bootstrap.app()
        with recorded(app, "find_uplift"):
            run.plan(app)
        log.info("a look for uplift is asked for, past_due=%s", timer.past_due)


@bp.queue_trigger(
    arg_name="message", queue_name="uplift-batches", connection="AzureWebJobsStorage"
)
def look_for_uplift(message: func.QueueMessage) -> None:
    """Do one step of the look for uplift."""
    from shared.services.uplift import run

    with operation("look_for_uplift"):
        count = run.work(bootstrap.app(), message.get_body().decode())
        log.info("%d customers", count)
