"""The worker that delivers effects, and the timer that asks again for what is owed."""

import logging

import azure.functions as func

from shared import bootstrap
from shared.telemetry import operation

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.queue_trigger(
    arg_name="message", queue_name="effects", connection="AzureWebJobsStorage"
)
def deliver_effect(message: func.QueueMessage) -> None:
    """Deliver one effect, if it is still owed."""
    from shared.services import deliver_effects

    with operation("deliver_effect"):
        result = deliver_effects.work(bootstrap.app(), message.get_body().decode())
        log.info("effect: %s", result)


@bp.timer_trigger(arg_name="timer", schedule="0 */10 * * * *")
def relay_effects(timer: func.TimerRequest) -> None:
    """Ask again for effects whose message may have been lost."""
    from shared.services import ask_effects
    from shared.services.watch_jobs import recorded

    with operation("relay_effects"):
        app = bootstrap.app()
        with recorded(app, "relay_effects") as count:
            count(ask_effects.relay(app))
        log.info("owed effects asked for, past_due=%s", timer.past_due)
