"""A sync run: planned by a timer, moved along by messages, one window at a time."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shared.domain.errors import Conflict, SourceError, SourceUnavailable
from shared.domain.sync import Position, RunRecord, Step, SyncKind, SyncState
from shared.ports import App
from shared.services import report_exceptions, score_contracts
from shared.services.sync import (
    billing,
    contracts,
    directory,
    facts,
    guards,
    reconcile,
    service,
    steps,
)

QUEUE = "halopsa-windows"
JOBS = {SyncKind.CHANGES: "sync_halopsa", SyncKind.RECONCILE: "reconcile_halopsa"}
_STALE = timedelta(minutes=10)
_UNDER_WAY = timedelta(seconds=20)  # host.json lets a failed message come after 30 s
_WAITING = "waiting"
_REJECTED = "source_rejected:halopsa"
_LONGEST_WAIT = 3600  # seconds
_NEVER = datetime.min.replace(tzinfo=UTC)

log = logging.getLogger(__name__)

Window = Callable[[App, SyncState], SyncState]

_WINDOWS: dict[Step, Window] = {
    Step.DIRECTORY: directory.read_directory,
    Step.CUSTOMERS: directory.read_customers,
    Step.CONTRACTS: contracts.read_contracts,
    Step.CONTRACT_DETAILS: contracts.read_details,
    Step.RECURRING: billing.read_recurring,
    Step.RECURRING_DETAILS: billing.read_details,
    Step.INVOICES: billing.read_invoices,
    Step.TICKETS: service.read_tickets,
    Step.ATTRIBUTION: service.attribute_tickets,
    Step.TIME: service.read_time,
    Step.FEEDBACK: service.read_feedback,
    Step.TICKET_IDS: reconcile.sweep_ticket_ids,
    Step.FACTS: facts.compute_facts,
}


def plan(app: App, kind: SyncKind = SyncKind.CHANGES) -> str:
    """Start a run, or push one that stands still; give the run's id.

    A reconciliation that finds another run under way waits and is the next one.
    """
    state, version = app.stores.cursor.load()
    if state.active:
        if kind is SyncKind.RECONCILE and state.kind is not kind:
            _wait(app, kind)
        if state.moved_at is None or app.now() - state.moved_at > _STALE:
            _hint(app, state)
        return state.run_id
    if state.run_id:
        _report(app, state)  # in case its last message was lost
    started = state.model_copy(
        update={
            "run_id": app.new_id(),
            "kind": _due_kind(app, state, kind),
            "active": True,
            "started_at": app.now(),
            "moved_at": app.now(),
            "position": Position(step=Step.DIRECTORY),
            "previous": "",
            "counts": {},
            "figures": {},
            "attributed": True,
            "rebuild": Step.TICKETS.value not in state.watermarks,
            "stopped": "",
        }
    )
    try:
        app.stores.cursor.save(started, version)
    except Conflict:
        return state.run_id  # another instance of the timer was first
    app.stores.runs.put(_record(started))
    _hint(app, started)
    return started.run_id


def _wait(app: App, kind: SyncKind) -> None:
    waiting = RunRecord(
        job=JOBS[kind], run_id=app.new_id(), started_at=app.now(), status=_WAITING
    )
    app.stores.runs.put(waiting)


def _due_kind(app: App, state: SyncState, kind: SyncKind) -> SyncKind:
    """Give what to run: first of all the history, else what was asked for or waits."""
    if Step.TICKETS.value not in state.watermarks:
        return SyncKind.CHANGES
    latest = app.stores.runs.latest(JOBS[SyncKind.RECONCILE])
    return SyncKind.RECONCILE if latest and latest.status == _WAITING else kind


def work(app: App, body: str) -> None:
    """Do the window that a message asks for, move the cursor, ask for the next one.

    A message about a place that the cursor has left is dropped; if it is the place
    just before, the message that should have followed may be lost and is sent again.
    """
    message = json.loads(body)
    state, version = app.stores.cursor.load()
    if message["run_id"] != state.run_id:
        return
    if message["at"] != state.position.token:
        if message["at"] == state.previous and _may_be_lost(app, state):
            _follow_up(app, state)
        return
    if not state.active:  # a guard stopped it here, and may not have told
        _report(app, state)
        return
    try:
        moved = _moved(app, state)
        app.stores.cursor.save(moved, version)
    except SourceUnavailable as error:
        wait = min(_LONGEST_WAIT, int(error.retry_after or 60) + 1)
        log.warning("sync waits %d s: %s", wait, error)
        _hint(app, state, delay_seconds=wait)
        return
    except SourceError as error:
        report_exceptions.raise_for_tenant(
            app, rule="source_rejected", key=_REJECTED, message=str(error)
        )
        raise
    except Conflict:
        if app.stores.cursor.load()[0] != moved:
            return  # another worker did this window
        log.info("the answer to our own move of the cursor was lost")
    _follow_up(app, moved)


def _may_be_lost(app: App, state: SyncState) -> bool:
    """Tell a message that came again after a crash from one that was doubled."""
    return state.moved_at is None or app.now() - state.moved_at >= _UNDER_WAY


def _moved(app: App, state: SyncState) -> SyncState:
    window = _WINDOWS[state.position.step]
    try:
        moved = window(app, state)
        guards.check_bad_records(app, moved, state.position.step)
    except guards.SyncStopped as stop:
        return state.model_copy(
            update={"active": False, "stopped": str(stop), "moved_at": app.now()}
        )
    if moved.position.step is Step.DONE:
        moved = _finished(moved)
    return moved.model_copy(
        update={"previous": state.position.token, "moved_at": app.now()}
    )


def _finished(state: SyncState) -> SyncState:
    done = dict(state.watermarks)
    if state.kind is SyncKind.CHANGES and state.started_at:
        done |= dict.fromkeys(steps.ORDER[state.kind], state.started_at)
    return state.model_copy(
        update={"active": False, "rebuild": False, "watermarks": done}
    )


def _follow_up(app: App, state: SyncState) -> None:
    if state.active:
        _hint(app, state)
        return
    _report(app, state)
    # What time alone moves is the nightly round's; here it is what the data moved.
    if not state.stopped and any(c.changed for c in state.counts.values()):
        score_contracts.plan(app)


def _report(app: App, state: SyncState) -> None:
    """Tell how a run ended; telling it twice changes nothing."""
    key = f"sync_stopped:{JOBS[state.kind]}"
    app.stores.runs.put(_record(state))
    if state.stopped:
        report_exceptions.raise_for_tenant(
            app, rule="sync_stopped", key=key, message=state.stopped
        )
        return
    report_exceptions.close_for_tenant(app, key=key)
    report_exceptions.close_for_tenant(app, key=_REJECTED)


def _record(state: SyncState) -> RunRecord:
    running = "running" if state.active else "succeeded"
    return RunRecord(
        job=JOBS[state.kind],
        run_id=state.run_id,
        started_at=state.started_at or _NEVER,
        finished_at=None if state.active else state.moved_at,
        status="stopped" if state.stopped else running,
        message=state.stopped,
        counts=state.counts,
        figures=state.figures,
    )


def _hint(app: App, state: SyncState, *, delay_seconds: int = 0) -> None:
    body = json.dumps({"run_id": state.run_id, "at": state.position.token})
    app.messages.send(QUEUE, body, delay_seconds=delay_seconds)
