"""Timers that renew watches, poll and read people; the worker that reads a mailbox."""

import logging

import azure.functions as func

from shared import bootstrap
from shared.telemetry import operation

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.timer_trigger(arg_name="timer", schedule="0 40 * * * *")
def renew_gmail_watches(timer: func.TimerRequest) -> None:
    """Renew the watches that are a day old."""
    from shared.services.mail import renew_watches
    from shared.services.watch_jobs import recorded

    with operation("renew_gmail_watches"):
        app = bootstrap.app()
        if app.mail is None:
            return
        with recorded(app, renew_watches.JOB) as count:
            count(renew_watches.renew(app))
        log.info("watches renewed, past_due=%s", timer.past_due)


@bp.timer_trigger(arg_name="timer", schedule="0 5,20,35,50 * * * *")
def poll_mailboxes(timer: func.TimerRequest) -> None:
    """Ask for every mailbox to be read, in case pushes were lost."""
    from shared.services.mail import read_mailbox
    from shared.services.watch_jobs import recorded

    with operation("poll_mailboxes"):
        app = bootstrap.app()
        if app.mail is None:
            return
        with recorded(app, read_mailbox.JOB) as count:
            count(read_mailbox.poll(app))
        log.info("mailboxes asked for, past_due=%s", timer.past_due)


@bp.timer_trigger(arg_name="timer", schedule="0 10 2 * * *")
def sync_people(timer: func.TimerRequest) -> None:
    """Read who may write for a customer, where mail is read at all."""
    from shared.services.mail import people
    from shared.services.watch_jobs import recorded

    with operation("sync_people"):
        app = bootstrap.app()
        if app.mail is None:
            return
        with recorded(app, people.JOB) as count:
            count(people.refresh(app))
        log.info("people read, past_due=%s", timer.past_due)


@bp.queue_trigger(
    arg_name="message", queue_name="mailboxes", connection="AzureWebJobsStorage"
)
def read_mailbox(message: func.QueueMessage) -> None:
    """Read what is new in one mailbox."""
    from shared.services.mail import read_mailbox as reading

    with operation("read_mailbox"):
        result = reading.work(bootstrap.app(), message.get_body().decode())
        log.info("mailbox: %s", result)
