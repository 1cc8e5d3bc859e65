"""The model of the probability: fitted to closed renewals, in force once signed."""

from collections.abc import Iterator
from decimal import Decimal

from shared.domain.calibration import CalibratedModel, ClosedRenewal
from shared.domain.errors import Conflict
from shared.domain.event import Context, Event, EventType, NewEvent
from shared.domain.renewal import Outcome
from shared.ports import App
from shared.scoring.calibration import calibrate
from shared.services.report_exceptions import tenant_state

_KEPT = {Outcome.RENEWED, Outcome.RENEWED_SMALLER}
_LEFT = {Outcome.NON_RENEWING, Outcome.LAPSED}


def propose(app: App) -> CalibratedModel:
    """Fit a model to all renewals that are closed; nothing is put in force."""
    closed = list(closed_renewals(app))
    return calibrate(closed, app.stores.settings.playbook().scoring)


def sign(app: App, version: str, *, actor: str) -> CalibratedModel:
    """Put the proposed model in force; Conflict if it is not the one that was seen."""
    model = propose(app)
    if model.version != version:
        message = f"the model is {model.version} by now, not {version}: look again"
        raise Conflict(message)
    app.stores.settings.save_model(model)
    event = NewEvent(
        type=EventType.MODEL_SIGNED,
        summary=f"model {version} of {model.n} renewals is in force",
        data=model.model_dump(mode="json"),
    )
    context = Context(
        actor=actor,
        at=app.now(),
        operation_id=f"model:{app.new_id()}",
        model_version=version,
    )
    app.stores.timeline.append(tenant_state(app), [event], context)
    return model


def closed_renewals(app: App) -> Iterator[ClosedRenewal]:
    """Give the renewals that a decision ended, with the readiness frozen then.

    Contracts that were withdrawn or never scored teach nothing.
    """
    for event in app.stores.timeline.all():
        if event.type == EventType.RENEWAL_CLOSED and event.data.get("readiness"):
            outcome = Outcome(str(event.data["outcome"]))
            if outcome in _KEPT | _LEFT:
                yield _closed(event, renewed=outcome in _KEPT)


def _closed(event: Event, *, renewed: bool) -> ClosedRenewal:
    return ClosedRenewal(
        id=f"{event.contract_id}|{event.term_end}",
        due_date=event.term_end or event.at.date(),
        readiness=Decimal(str(event.data["readiness"])),
        renewed=renewed,
    )
