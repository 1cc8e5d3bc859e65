"""Timers that plan HaloPSA syncs, and the workers that do their windows."""

import json
import logging

import azure.functions as func

from shared import bootstrap
from shared.telemetry import operation

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.timer_trigger(arg_name="timer", schedule="0 */15 * * * *")
def sync_halopsa(timer: func.TimerRequest) -> None:
    """Start a sync of what changed, or push the one under way."""
    from shared.services.sync import run

    with operation("sync_halopsa"):
        run_id = run.plan(bootstrap.app())
        log.info("sync %s planned, past_due=%s", run_id, timer.past_due)


@bp.timer_trigger(arg_name="timer", schedule="0 30 2 * * 0")
def reconcile_halopsa(timer: func.TimerRequest) -> None:
    """Start a reconciliation, which finds what is gone."""
    from shared.domain.sync import SyncKind
    from shared.services.sync import run

    with operation("reconcile_halopsa"):
        run_id = run.plan(bootstrap.app(), SyncKind.RECONCILE)
        log.info("reconciliation %s planned, past_due=%s", run_id, timer.past_due)


@bp.queue_trigger(
    arg_name="message",
    queue_name="halopsa-windows",
    connection="AzureWebJobsStorage",
)
def read_halopsa_window(message: func.QueueMessage) -> None:
    """Do one window of a sync."""
    from shared.services.sync import run

    body = message.get_body().decode()
    window = json.loads(body)
    with operation("read_halopsa_window", run_id=window["run_id"]):
        run.work(bootstrap.app(), body)
        log.info("window done: %s", window["at"])


@bp.queue_trigger(
    arg_name="message",
    queue_name="halopsa-tickets",
    connection="AzureWebJobsStorage",
)
def refresh_halopsa_ticket(message: func.QueueMessage) -> None:
    """Read one ticket again that a webhook hinted at."""
    from shared.services import receive_webhook

    with operation("refresh_halopsa_ticket"):
        body = message.get_body().decode()
        receive_webhook.work(bootstrap.app(), body)
        log.info("ticket read again: %s", body)
