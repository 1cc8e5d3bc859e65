"""Timers that plan HubSpot syncs, and the worker that does their windows."""

import json
import logging

import azure.functions as func

from shared import bootstrap
from shared.telemetry import operation

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.timer_trigger(arg_name="timer", schedule="0 */10 * * * *")
def sync_hubspot(timer: func.TimerRequest) -> None:
    """Start a sync of what changed, or push the one under way."""
    from shared.services.sync_crm import run

    with operation("sync_hubspot"):
        run_id = run.plan(bootstrap.app())
        log.info("sync %s, past_due=%s", run_id or "not connected", timer.past_due)


@bp.timer_trigger(arg_name="timer", schedule="0 15 1 * * *")
def reconcile_hubspot(timer: func.TimerRequest) -> None:
    """Start reading the whole list, which finds what is gone."""
    from shared.domain.sync import SyncKind
    from shared.services.sync_crm import run

    with operation("reconcile_hubspot"):
        run_id = run.plan(bootstrap.app(), SyncKind.RECONCILE)
        log.info("list %s, past_due=%s", run_id or "not connected", timer.past_due)


@bp.queue_trigger(
    arg_name="message",
    queue_name="hubspot-windows",
    connection="AzureWebJobsStorage",
)
def read_hubspot_window(message: func.QueueMessage) -> None:
    """Do one window of a sync."""
    from shared.services.sync_crm import run

    body = message.get_body().decode()
    window = json.loads(body)
    with operation("read_hubspot_window", run_id=window["run_id"]):
        run.work(bootstrap.app(), body)
        log.info("window done: %s", window["at"])
