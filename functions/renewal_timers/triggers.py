"""The daily round over all renewals, and the worker that decides for a batch."""

import logging

import azure.functions as func

from shared import bootstrap
from shared.telemetry import operation

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.timer_trigger(arg_name="timer", schedule="0 0 4 * * *")
def open_renewals(timer: func.TimerRequest) -> None:
    """Ask for today's decision about every contract."""
    from shared.services import renew_contracts
    from shared.services.watch_jobs import recorded

    with operation("open_renewals"):
        app = bootstrap.app()
        with recorded(app, "open_renewals") as count:
            count(renew_contracts.plan(app))
        log.info("decisions asked for, past_due=%s", timer.past_due)


@bp.queue_trigger(
    arg_name="message", queue_name="renewal-batches", connection="AzureWebJobsStorage"
)
def decide_renewals(message: func.QueueMessage) -> None:
    """Decide about the contracts of one batch of customers."""
    from shared.services import renew_contracts

    with operation("decide_renewals"):
        count = renew_contracts.work(bootstrap.app(), message.get_body().decode())
        log.info("%d events appended", count)


@bp.timer_trigger(arg_name="timer", schedule="0 15 * * * *")
def send_digests(timer: func.TimerRequest) -> None:
    """Ask for the digests of whose morning it is."""
    from shared.services import send_digests as digests
    from shared.services.watch_jobs import recorded

    with operation("send_digests"):
        app = bootstrap.app()
        if app.mail is None:
            return
        with recorded(app, digests.JOB) as count:
            count(digests.send(app))
        log.info("digests asked for, past_due=%s", timer.past_due)


@bp.timer_trigger(arg_name="timer", schedule="0 20 * * * *")
def watch_jobs(timer: func.TimerRequest) -> None:
    """Raise an exception for each job that fell silent, one for letters held back."""
    from shared.services import release_mail
    from shared.services import watch_jobs as watching

    with operation("watch_jobs"):
        app = bootstrap.app()
        silent = watching.check(app)
        release_mail.tell_of_stopped(app)
        log.info("silent jobs: %s, past_due=%s", silent or "none", timer.past_due)
