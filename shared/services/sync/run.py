"""A sync run: planned by a timer, moved along by messages, one window at a time."""

import json
import logging
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
from shared.services.sync.source import Source, Window

_STALE = timedelta(minutes=10)
_UNDER_WAY = timedelta(seconds=20)  # host.json lets a failed message come after 30 s
_WAITING = "waiting"
_NEVER = datetime.min.replace(tzinfo=UTC)

log = logging.getLogger(__name__)

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
HALOPSA = Source(
    name="halopsa",
    queue="halopsa-windows",
    jobs={SyncKind.CHANGES: "sync_halopsa", SyncKind.RECONCILE: "reconcile_halopsa"},
    windows=_WINDOWS,
    order=steps.ORDER,
    cursor=lambda app: app.stores.cursor,
    needs=Step.TICKETS,
    first=SyncKind.CHANGES,
    marking=frozenset({SyncKind.CHANGES}),
)
QUEUE = HALOPSA.queue


def plan(
    app: App, kind: SyncKind = SyncKind.CHANGES, *, source: Source = HALOPSA
) -> str:
    """Start a run, or push one that stands still; give the run's id.

    A reconciliation that finds another run under way waits and is the next one.
    """
    state, version = source.cursor(app).load()
    if state.active:
        if kind is SyncKind.RECONCILE and state.kind is not kind:
            _wait(app, source.jobs[kind])
        if state.moved_at is None or app.now() - state.moved_at > _STALE:
            _hint(app, source, state)
        return state.run_id
    if state.run_id:
        _report(app, source, state)  # in case its last message was lost
    due = _due_kind(app, source, state, kind)
    started = state.model_copy(
        update={
            "run_id": app.new_id(),
            "kind": due,
            "active": True,
            "started_at": app.now(),
            "moved_at": app.now(),
            "position": Position(step=source.order[due][0]),
            "previous": "",
            "counts": {},
            "figures": {},
            "attributed": True,
            "rebuild": source.needs.value not in state.watermarks,
            "stopped": "",
        }
    )
    try:
        source.cursor(app).save(started, version)
    except Conflict:
        return state.run_id  # another instance of the timer was first
    app.stores.runs.put(_record(source, started))
    _hint(app, source, started)
    return started.run_id


def _wait(app: App, job: str) -> None:
    waiting = RunRecord(
        job=job, run_id=app.new_id(), started_at=app.now(), status=_WAITING
    )
    app.stores.runs.put(waiting)


def _due_kind(app: App, source: Source, state: SyncState, kind: SyncKind) -> SyncKind:
    """Give what to run: first of all the history, else what was asked for or waits."""
    if source.needs.value not in state.watermarks:
        return source.first
    latest = app.stores.runs.latest(source.jobs[SyncKind.RECONCILE])
    return SyncKind.RECONCILE if latest and latest.status == _WAITING else kind


def work(app: App, body: str, *, source: Source = HALOPSA) -> None:
    """Do the window that a message asks for, move the cursor, ask for the next one.

    A message about a place that the cursor has left is dropped; if it is the place
    just before, the message that should have followed may be lost and is sent again.
    """
    message = json.loads(body)
    state, version = source.cursor(app).load()
    if message["run_id"] != state.run_id:
        return
    if message["at"] != state.position.token:
        if message["at"] == state.previous and _may_be_lost(app, state):
            _follow_up(app, source, state)
        return
    if not state.active:  # a guard stopped it here, and may not have told
        _report(app, source, state)
        return
    try:
        moved = _moved(app, source, state)
        source.cursor(app).save(moved, version)
    except SourceUnavailable as error:
        wait = min(source.longest_wait, int(error.retry_after or 60) + 1)
        log.warning("sync waits %d s: %s", wait, error)
        _hint(app, source, state, delay_seconds=wait)
        return
    except SourceError as error:
        report_exceptions.raise_for_tenant(
            app, rule="source_rejected", key=_rejected(source), message=str(error)
        )
        raise
    except Conflict:
        if source.cursor(app).load()[0] != moved:
            return  # another worker did this window
        log.info("the answer to our own move of the cursor was lost")
    _follow_up(app, source, moved)


def _may_be_lost(app: App, state: SyncState) -> bool:
    """Tell a message that came again after a crash from one that was doubled."""
    return state.moved_at is None or app.now() - state.moved_at >= _UNDER_WAY


def _moved(app: App, source: Source, state: SyncState) -> SyncState:
    window = source.windows[state.position.step]
    try:
        moved = window(app, state)
        guards.check_bad_records(app, moved, state.position.step)
    except guards.SyncStopped as stop:
        return state.model_copy(
            update={"active": False, "stopped": str(stop), "moved_at": app.now()}
        )
    if moved.position.step is Step.DONE:
        moved = _finished(source, moved)
    return moved.model_copy(
        update={"previous": state.position.token, "moved_at": app.now()}
    )


def _finished(source: Source, state: SyncState) -> SyncState:
    done = dict(state.watermarks)
    if state.kind in source.marking and state.started_at:
        done |= dict.fromkeys(source.order[state.kind], state.started_at)
    return state.model_copy(
        update={"active": False, "rebuild": False, "watermarks": done}
    )


def _follow_up(app: App, source: Source, state: SyncState) -> None:
    if state.active:
        _hint(app, source, state)
        return
    _report(app, source, state)
    # What time alone moves is the nightly round's; here it is what the data moved.
    if not state.stopped and any(c.changed for c in state.counts.values()):
        score_contracts.plan(app)


def _report(app: App, source: Source, state: SyncState) -> None:
    """Tell how a run ended; telling it twice changes nothing."""
    key = f"sync_stopped:{source.jobs[state.kind]}"
    app.stores.runs.put(_record(source, state))
    if state.stopped:
        report_exceptions.raise_for_tenant(
            app, rule="sync_stopped", key=key, message=state.stopped
        )
        return
    report_exceptions.close_for_tenant(app, key=key)
    report_exceptions.close_for_tenant(app, key=_rejected(source))


def _record(source: Source, state: SyncState) -> RunRecord:
    running = "running" if state.active else "succeeded"
    return RunRecord(
        job=source.jobs[state.kind],
        run_id=state.run_id,
        started_at=state.started_at or _NEVER,
        finished_at=None if state.active else state.moved_at,
        status="stopped" if state.stopped else running,
        message=state.stopped,
        counts=state.counts,
        figures=state.figures,
    )


def _rejected(source: Source) -> str:
    return f"source_rejected:{source.name}"


def _hint(
    app: App, source: Source, state: SyncState, *, delay_seconds: int = 0
) -> None:
    body = json.dumps({"run_id": state.run_id, "at": state.position.token})
    app.messages.send(source.queue, body, delay_seconds=delay_seconds)
