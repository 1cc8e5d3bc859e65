"""The nightly score of every contract, and the worker that scores a batch."""

import logging

import azure.functions as func

from shared import bootstrap
from shared.telemetry import operation

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.timer_trigger(arg_name="timer", schedule="0 0 3 * * *")
def score_contracts(timer: func.TimerRequest) -> None:
    """Ask for the scores of all customers' contracts."""
    from shared.services import score_contracts as scoring
    from shared.services.watch_jobs import recorded

    with operation("score_contracts"):
        app = bootstrap.app()
        with recorded(app, "score_contracts") as count:
            count(scoring.plan(app))
        log.info("scores asked for, past_due=%s", timer.past_due)


@bp.queue_trigger(
    arg_name="message", queue_name="score-batches", connection="AzureWebJobsStorage"
)
def score_batch(message: func.QueueMessage) -> None:
    """Score the contracts of one batch of customers."""
    from shared.services import score_contracts as scoring

    with operation("score_batch"):
        count = scoring.work(bootstrap.app(), message.get_body().decode())
        log.info("%d contracts scored anew", count)
