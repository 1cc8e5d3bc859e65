"""A run from plan to end: resumable, never doubled, its cursor behind its data."""

import json
from datetime import timedelta

import pytest

from sandbox.halopsa.faults import Fault
from shared.domain.errors import SourceRejected
from shared.domain.sync import Step, SyncKind
from shared.services.sync import run
from tests.shared.services import upstream
from tests.shared.services.engine import NOW, Engine, one_contract

STEPS = [
    *("directory", "customers", "contracts", "contract_details", "recurring"),
    *("recurring_details", "invoices", "tickets", "attribution", "time", "feedback"),
    "facts",
]


def several(count=60, **over):
    """Give a tenant whose contracts need more than one window of details."""
    numbers = range(301, 301 + count)
    return upstream.tenant(
        clients=[upstream.client(12)],
        contracts=[upstream.contract(n, 12) for n in numbers],
        bills=[upstream.bill(n, 12) for n in numbers],
        **over,
    )


def step_by_step(engine):
    """Plan a run and give each place that the cursor was at."""
    run.plan(engine.app)
    places = []
    while engine.state.active:
        places.append(engine.state.position.token)
        engine.handle(run.QUEUE, engine.queues.visible(run.QUEUE)[0])
    return places


def test_a_sync_reads_all_there_is():
    engine = Engine(
        one_contract(
            TimesheetEvent=[upstream.worked(12)],
            Feedback=[upstream.feedback(1, 4001)],
            Invoice=[upstream.invoice(5001, 12)],
        )
    )

    engine.sync()

    stores = engine.stores
    assert [c.name for c in stores.customers.all()] == ["Customer 12"]
    assert [a.id for a in stores.agents.all()] == ["5", "7", "8"]
    assert [c.fields["renewal_mode"] for c in stores.contracts.all()] == ["manual"]
    assert [len(r.lines) for r in stores.recurring.all()] == [1]
    assert [t.id for t in stores.tickets.all()] == ["4001", "4002", "4003"]
    assert [e.minutes for e in stores.time_entries.all()] == [60]
    assert [f.satisfaction for f in stores.feedback.all()] == [100]
    assert [i.number for i in stores.invoices.all()] == ["INV-5001"]


def test_a_run_goes_through_its_steps_in_order():
    places = step_by_step(Engine())

    seen = list(dict.fromkeys(place.partition(":")[0] for place in places))
    assert seen == STEPS


def test_every_window_has_a_place_of_its_own():
    """Else a message about the first of two would be taken for the second's."""
    places = step_by_step(Engine(several()))

    assert len(places) == len(set(places))


def test_one_message_a_window_and_no_more():
    engine = Engine(several())
    run.plan(engine.app)

    handled = engine.work(run.QUEUE)

    # the places of this run, and no hint that only says what is known
    assert handled == len(step_by_step(Engine(several())))


def test_a_second_sync_changes_nothing():
    engine = Engine()
    engine.sync()
    before = engine.tables.dump()

    engine.later(minutes=15).sync()

    after = engine.tables.dump()
    moving = {"cursors", "runs", "tenantsettings"}
    assert {t: rows for t, rows in after.items() if t not in moving} == {
        t: rows for t, rows in before.items() if t not in moving
    }
    assert sum(counts.changed for counts in engine.state.counts.values()) == 0


def test_watermarks_move_at_the_end_and_to_the_runs_beginning():
    engine = Engine()
    run.plan(engine.app)
    while engine.state.active:
        assert engine.state.watermarks == {}
        engine.later(seconds=7)
        engine.handle(run.QUEUE, engine.queues.visible(run.QUEUE)[0])

    assert set(engine.state.watermarks) >= {"tickets", "time", "feedback"}
    assert set(engine.state.watermarks.values()) == {NOW}


def test_the_cursor_moves_after_the_data():
    engine = Engine()
    run.plan(engine.app)
    while engine.state.position.step is not Step.ATTRIBUTION:
        engine.handle(run.QUEUE, engine.queues.visible(run.QUEUE)[0])

    assert len(list(engine.stores.tickets.all())) == 3


def test_a_killed_run_goes_on_where_it_was():
    engine = Engine()
    run.plan(engine.app)
    for _ in range(4):
        engine.handle(run.QUEUE, engine.queues.visible(run.QUEUE)[0])
    place = engine.state.position.token
    taken = engine.queues.take(run.QUEUE, engine.queues.visible(run.QUEUE)[0])
    engine.app = engine.process()

    assert engine.waiting() == []
    engine.later(minutes=11)
    assert [m.id for _, m in engine.waiting()] == [taken.id]
    assert engine.state.position.token == place
    engine.work()
    assert engine.state.position.step is Step.DONE


def test_a_lost_message_is_sent_again_by_the_timer():
    engine = Engine()
    first = run.plan(engine.app)
    engine.handle(run.QUEUE, engine.queues.visible(run.QUEUE)[0])
    engine.lose()

    soon = run.plan(engine.later(minutes=9).app)
    messages = len(engine.waiting())
    late = run.plan(engine.later(minutes=2).app)

    assert soon == late == first
    assert messages == 0
    engine.work()
    assert engine.state.position.step is Step.DONE


def test_a_message_that_follows_a_lost_one_is_sent_again():
    """The worker died between moving the cursor and asking for the next window."""
    engine = Engine()
    run.plan(engine.app)
    message = engine.queues.visible(run.QUEUE)[0]
    engine.handle(run.QUEUE, message)
    engine.lose()

    run.work(engine.later(seconds=31).app, message.body)

    assert len(engine.waiting()) == 1
    engine.work()
    assert engine.state.position.step is Step.DONE


def test_a_doubled_message_does_not_double_the_run():
    engine = Engine()
    run.plan(engine.app)
    message = engine.queues.visible(run.QUEUE)[0]
    engine.handle(run.QUEUE, message)

    run.work(engine.app, message.body)

    assert len(engine.waiting()) == 1


@pytest.mark.parametrize("at", ["directory:1:", "tickets:9:", "done:1:"])
def test_a_message_about_another_place_is_dropped(at):
    engine = Engine()
    engine.sync()
    before = engine.state

    run.work(engine.app, json.dumps({"run_id": before.run_id, "at": at}))

    assert engine.state == before
    assert engine.waiting() == []


def test_a_message_of_another_run_is_dropped():
    engine = Engine()
    run.plan(engine.app)
    body = json.dumps({"run_id": "older", "at": engine.state.position.token})

    run.work(engine.app, body)

    assert engine.state.position.step is Step.DIRECTORY


def test_two_timers_at_once_start_one_run():
    engine = Engine()

    assert run.plan(engine.app) == run.plan(engine.process())
    assert len(engine.waiting()) == 1


def test_a_run_ends_with_the_scores():
    engine = Engine()
    run.plan(engine.app)

    engine.work(run.QUEUE)

    assert len(engine.waiting("score-batches")) == 1


def test_a_run_is_recorded_with_its_counts():
    engine = Engine()
    run.plan(engine.app)
    started = engine.stores.runs.latest("sync_halopsa")
    engine.later(seconds=90).work()

    record = engine.stores.runs.latest("sync_halopsa")
    assert (started.status, started.finished_at) == ("running", None)
    assert (record.run_id, record.status) == (started.run_id, "succeeded")
    assert record.finished_at == NOW + timedelta(seconds=90)
    for counts in record.counts.values():
        assert counts.read == counts.processed + counts.quarantined + counts.superseded


def test_a_source_that_is_down_lets_the_window_wait():
    engine = Engine()
    engine.halo.faults.add(Fault("server_error", path="/api/client"))

    engine.sync()
    waiting = engine.state
    engine.halo.faults.clear()
    engine.later(minutes=2).work()

    assert (waiting.active, waiting.position.step) == (True, Step.CUSTOMERS)
    assert engine.state.position.step is Step.DONE


def test_a_throttled_source_is_asked_again_when_it_says():
    engine = Engine()
    engine.halo.faults.add(Fault("rate_limit", path="/api/client", retry_after=400))

    engine.sync()
    engine.halo.faults.clear()

    assert engine.later(seconds=300).waiting() == []
    assert len(engine.later(seconds=102).waiting()) == 1


def test_refused_credentials_are_an_exception_and_are_closed_by_a_good_run():
    """A person has to act, and nothing else would tell until the job is silent."""
    engine = Engine()
    engine.halo.faults.add(Fault("forbidden", path="/api/client"))
    with pytest.raises(SourceRejected):
        engine.sync()

    raised = engine.exceptions()["source_rejected:halopsa"]
    engine.halo.faults.clear()
    engine.later(minutes=11).sync()

    assert raised.owner_id == "ops@msp.example"
    assert "permission missing" in raised.message
    assert engine.exceptions() == {}


def test_missing_scopes_are_an_exception_until_they_are_granted():
    granted = "read:tickets edit:tickets read:customers read:contracts read:invoices"
    engine = Engine(granted_scopes=f"{granted} read:timesheets")
    engine.sync()

    assert [*engine.exceptions()] == []

    poor = Engine(granted_scopes=granted)
    with pytest.raises(SourceRejected):
        poor.sync()

    assert "scope_missing:halopsa" in poor.exceptions()


def test_a_reconciliation_does_not_move_the_watermarks():
    engine = Engine()
    engine.sync()
    before = engine.state.watermarks

    engine.later(days=1).sync(SyncKind.RECONCILE)

    assert engine.state.kind is SyncKind.RECONCILE
    assert engine.state.watermarks == before


def test_a_reconciliation_that_finds_a_run_under_way_is_the_next_one():
    """Both timers fire at half past two on a Sunday."""
    engine = Engine()
    engine.sync()
    engine.later(days=5)
    first = run.plan(engine.app)

    same = run.plan(engine.app, SyncKind.RECONCILE)
    engine.work()
    engine.later(minutes=15).sync()

    assert same == first
    assert engine.stores.runs.last_success("reconcile_halopsa")
    kinds = [engine.state.kind, engine.later(minutes=15).sync().kind]
    assert kinds == [SyncKind.RECONCILE, SyncKind.CHANGES]


def test_a_reconciliation_asked_for_twice_is_one():
    engine = Engine()
    engine.sync()
    run.plan(engine.later(days=1).app, SyncKind.RECONCILE)
    run.plan(engine.app, SyncKind.RECONCILE)
    engine.work()

    engine.later(minutes=15).sync()

    assert engine.state.kind is SyncKind.CHANGES


def test_the_first_run_reads_the_history_whoever_asks():
    """A sweep over an empty index would read each ticket one by one."""
    engine = Engine()

    engine.sync(SyncKind.RECONCILE)

    assert engine.state.kind is SyncKind.CHANGES
    assert len(engine.requests("/api/tickets/")) == 0


class OneMoved:
    """Lets another worker move the cursor first, once."""

    def __init__(self, tables, other):
        self._tables = tables
        self._other = other
        self._moved = False

    def __getattr__(self, name):
        return getattr(self._tables, name)

    def insert(self, table, rows):
        self._let(table)
        self._tables.insert(table, rows)

    def replace(self, table, row):
        self._let(table)
        self._tables.replace(table, row)

    def _let(self, table):
        if table == "cursors" and not self._moved:
            self._moved = True
            self._other()


def test_of_two_timers_at_the_same_moment_one_starts():
    engine = Engine()
    tables = OneMoved(engine.tables, lambda: run.plan(engine.process()))

    run.plan(engine.process(tables=tables))

    assert len(engine.waiting()) == 1
    engine.work()
    assert engine.state.position.step is Step.DONE


def test_of_two_workers_in_one_window_one_moves_the_cursor():
    engine = Engine()
    run.plan(engine.app)
    ((queue, message),) = engine.waiting()
    taken = engine.queues.take(queue, message)
    tables = OneMoved(engine.tables, lambda: run.work(engine.process(), taken.body))

    run.work(engine.process(tables=tables), taken.body)

    assert engine.state.position.step is Step.CUSTOMERS
    assert len(engine.waiting()) == 1
