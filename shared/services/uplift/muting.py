"""Muted detectors: shown to a person, heard again when somebody signs for it."""

from shared.domain.errors import Conflict
from shared.domain.event import Context
from shared.domain.opportunity import Detector
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services import record_events, report_exceptions
from shared.workflow.uplift_muting import Judged, judged, unmuted

_RULE = "detector_muted"
_TRIES = 5


def verdicts(app: App) -> tuple[Judged, ...]:
    """Say of each detector how its findings were judged, and whether it is muted."""
    return _verdicts(app, report_exceptions.tenant_state(app))


def muted(app: App) -> list[Detector]:
    """Name the muted detectors, and have somebody look at each."""
    found = [one for one in verdicts(app) if one.muted]
    report_exceptions.settle_for_tenant(
        app,
        rule=_RULE,
        found=[
            report_exceptions.Trouble(
                rule=_RULE,
                key=f"{_RULE}:{one.detector}",
                message=f"uplift detector {one.detector} is muted: {one.rejected} of "
                f"its last {one.decided} findings were rejected",
            )
            for one in found
        ],
    )
    return [one.detector for one in found]


def unmute(app: App, detector: Detector, *, actor: str, reason: str) -> bool:
    """Let a detector count its decisions anew; tell whether it was muted.

    What isn't muted stays as it is, so that saying it twice changes nothing more.
    """
    changed = _recorded(app, detector, actor, reason)
    muted(app)
    return changed


def _recorded(app: App, detector: Detector, actor: str, reason: str) -> bool:
    operation = f"said:{app.new_id()}"
    for _ in range(_TRIES):
        state = report_exceptions.tenant_state(app)
        found = {one.detector for one in _verdicts(app, state) if one.muted}
        if detector not in found:
            return False
        context = Context(actor=actor, at=app.now(), operation_id=operation)
        try:
            record_events.append(app, state, [unmuted(detector, reason)], context)
        except Conflict:
            continue
        return True
    message = f"detector {detector}: others were always first"
    raise Conflict(message)


def _verdicts(app: App, tenant: ContractState) -> tuple[Judged, ...]:
    return judged(
        app.stores.projections.uplifts(),
        app.stores.settings.playbook().uplift,
        today=app.today(),
        unmuted=tenant.unmuted,
    )
