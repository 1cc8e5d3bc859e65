"""Effects: claimed, looked up, done once; what can't be told goes to a person."""

import json
from datetime import date, timedelta

import pytest

from sandbox.halopsa.faults import Fault
from shared.domain.contract import AutomationMode
from shared.domain.event import EventType
from shared.domain.renewal import EffectStatus
from shared.services import (
    ask_effects,
    deliver_effects,
    govern,
    record_events,
    renew_contracts,
)
from shared.services.sync import run
from tests.shared.services import upstream
from tests.shared.services.engine import Engine, one_contract
from tests.shared.services.test_renew_contracts import Racing
from tests.shared.workflow.story import kinds, of

T60 = date(2027, 1, 30)


def creating(action, **over):
    """Give a fault of the request that creates a ticket."""
    return Fault(action, method="POST", path="/api/tickets", **over)


def owing(**over):
    """Give an engine that owes one task, the checkpoint, and its message's body."""
    engine = Engine(**over)
    engine.sync()
    engine.on(T60)
    renew_contracts.plan(engine.app)
    engine.work(renew_contracts.QUEUE)
    ((_, message),) = engine.waiting(ask_effects.QUEUE)
    return engine, message.body


def state(engine):
    return record_events.load(engine.app, "12", "301")


def effect(engine):
    return next(iter(state(engine).effects.values()))


def deliver(engine, body):
    return deliver_effects.work(engine.app, body)


def supersede(engine):
    """Let the renewal end, so that its task is withdrawn."""
    ended = {"op": "change_contract", "contract_id": 301, "fields": {"active": False}}
    engine.halo.mutate(ended)
    run.plan(engine.app)
    engine.work(run.QUEUE)
    renew_contracts.plan(engine.app)
    engine.work(renew_contracts.QUEUE)


def test_an_effect_is_claimed_before_it_is_done():
    engine, body = owing()

    told = deliver(engine, body)

    events = engine.events_of(12, 301)
    assert kinds(events)[-2:] == [EventType.EFFECT_CLAIMED, EventType.EFFECT_DELIVERED]
    (task,) = engine.tasks()
    assert told == f"create_task done as ticket {task['id']}"
    assert effect(engine).external_id == str(task["id"])


def test_a_second_message_finds_nothing_owed():
    engine, body = owing()
    deliver(engine, body)

    assert deliver(engine, body) == "nothing owed"
    assert len(engine.tasks()) == 1


def test_a_message_about_nothing_brings_the_projections_up_to_date():
    """The relay asks for what the projections say is owed; they may be behind."""
    engine, body = owing()
    before = state(engine)
    deliver(engine, body)
    engine.stores.projections.put(before)
    assert len(list(engine.stores.projections.owed())) == 1

    deliver(engine, body)

    assert list(engine.stores.projections.owed()) == []


def test_a_message_about_an_unknown_effect_is_dropped():
    engine, _ = owing()
    body = {"customer_id": "12", "contract_id": "301", "effect_id": "ffffffffffff"}

    assert deliver(engine, json.dumps(body)) == "nothing owed"


def test_the_search_comes_before_the_creation():
    engine, body = owing()
    engine.halo.ledger.reset()

    deliver(engine, body)

    asked = engine.halo.ledger.told(full=True)["requests"]
    methods = [r["method"] for r in asked if r["path"].startswith("/api")]
    assert methods == ["GET", "POST", "GET"]  # looked for, created, read back


def test_a_task_that_is_there_already_is_found_and_not_created():
    engine, body = owing()
    marker = effect(engine).marker
    engine.halo.mutate(
        {
            "op": "add_tickets",
            "client_id": 12,
            "fields": {"summary": f"Customer checkpoint {marker}"},
        }
    )

    deliver(engine, body)

    assert len(engine.tasks()) == 1
    assert effect(engine).status is EffectStatus.DELIVERED


def test_a_creation_whose_answer_was_lost_is_found_later():
    engine, body = owing()
    engine.halo.faults.add(creating("lost_reply", count=1))

    lost = deliver(engine, body)
    engine.later(minutes=16)
    found = deliver(engine, body)

    assert lost.startswith("attempt 1 failed")
    assert found.startswith("create_task done")
    assert len(engine.tasks()) == 1


def test_after_a_lost_answer_nobody_tries_before_it_has_settled():
    engine, body = owing()
    engine.halo.faults.add(creating("lost_reply", count=1))
    deliver(engine, body)

    assert deliver(engine.later(minutes=14), body) == "not due"
    assert ask_effects.relay(engine.app) == 0
    assert ask_effects.relay(engine.later(minutes=2).app) == 1


def test_a_worker_that_died_with_its_claim_is_followed_by_another():
    engine, body = owing()
    engine.halo.faults.add(creating("lost_reply", count=1))
    tables = Dying(engine.tables, after=1)
    engine.app = engine.process(tables=tables)
    with pytest.raises(Died):
        deliver(engine, body)
    engine.app = engine.process()

    assert deliver(engine.later(minutes=9), body) == "not due"
    assert deliver(engine.later(minutes=2), body).startswith("create_task done")
    assert len(engine.tasks()) == 1


class Died(BaseException):
    """The process is gone."""


class Dying:
    """Lets a process die before it appends to a timeline once more."""

    def __init__(self, tables, *, after):
        self._tables = tables
        self._left = after

    def __getattr__(self, name):
        return getattr(self._tables, name)

    def insert(self, table, rows):
        if table == "timeline":
            if not self._left:
                raise Died
            self._left -= 1
        self._tables.insert(table, rows)


def test_of_two_workers_one_gets_the_claim():
    engine, body = owing()
    told = []
    tables = Racing(
        engine.tables,
        lambda: told.append(deliver_effects.work(engine.process(), body)),
    )
    engine.app = engine.process(tables=tables)

    told.append(deliver(engine, body))

    assert told[0].startswith("create_task done")
    assert told[1] == "nothing owed"
    assert len(engine.tasks()) == 1


def test_what_happened_is_recorded_even_if_the_timeline_went_on():
    """Only the claim comes before; the second append is the outcome."""
    engine, body = owing()
    tables = RacingSecond(engine.tables, lambda: give_notice(engine))
    engine.app = engine.process(tables=tables)

    deliver(engine, body)

    assert kinds(engine.events_of(12, 301))[-3:] == [
        EventType.EFFECT_CLAIMED,
        EventType.NOTICE_GIVEN,
        EventType.EFFECT_DELIVERED,
    ]


class RacingSecond(Racing):
    """The same at the second append."""

    def __init__(self, tables, other):
        super().__init__(tables, other)
        self._seen = 0

    def insert(self, table, rows):
        self._seen += table == "timeline"
        if self._seen < 2:
            self._tables.insert(table, rows)
            return
        super().insert(table, rows)


def give_notice(engine):
    govern.give_notice(
        engine.process(), "301", notice_date=T60, actor="ada", reason="moving"
    )


def test_a_worker_that_stood_still_leaves_the_other_ones_outcome():
    engine, body = owing()
    engine.halo.faults.add(creating("lost_reply", count=1))

    def another():
        engine.later(minutes=11)
        assert deliver_effects.work(engine.process(), body).startswith("create_task")

    engine.app = engine.process(tables=RacingSecond(engine.tables, another))

    deliver(engine, body)

    events = engine.events_of(12, 301)
    assert EventType.EFFECT_FAILED not in kinds(events)
    assert effect(engine).status is EffectStatus.DELIVERED


class Meanwhile:
    """HaloPSA, while something else happens during the search."""

    def __init__(self, engine, happens):
        self._client = engine.client()
        self._happens = happens

    def __getattr__(self, name):
        return getattr(self._client, name)

    def find_task(self, effect):
        found = self._client.find_task(effect)
        self._happens()
        return found


def during_the_search(engine, happens):
    engine.app = engine.process(halo=Meanwhile(engine, happens))


def test_nothing_is_created_when_the_claim_is_about_to_end():
    """The search took so long that another worker may be next."""
    engine, body = owing()
    during_the_search(engine, lambda: engine.later(minutes=8, seconds=1))

    assert deliver(engine, body) == "out of time"
    assert engine.tasks() == []


def test_a_search_that_is_done_in_time_is_followed_by_the_creation():
    engine, body = owing()
    during_the_search(engine, lambda: engine.later(minutes=7))

    assert deliver(engine, body).startswith("create_task done")


def stopped(engine):
    govern.stop_effects(engine.app, stopped=True, actor="ada", reason="audit")


def in_shadow(engine):
    mode = AutomationMode.SHADOW
    govern.set_mode(engine.app, "301", mode, actor="ada", reason="wait")


@pytest.mark.parametrize("hold", [stopped, in_shadow])
def test_nothing_is_sent_while_it_is_held(hold):
    engine, body = owing()
    hold(engine)
    engine.halo.ledger.reset()

    assert deliver(engine, body) == "held"
    assert engine.halo.ledger.told()["total"] == 0
    assert effect(engine).status is EffectStatus.OWED


def test_what_is_stopped_during_the_search_is_not_created():
    """F54: at most one effect after the switch, and here none."""
    engine, body = owing()
    during_the_search(engine, lambda: engine.stores.settings.stop_effects(stopped=True))

    assert deliver(engine, body) == "out of time"
    assert engine.tasks() == []


def test_what_was_held_is_done_once_it_is_let_go():
    engine, body = owing()
    govern.stop_effects(engine.app, stopped=True, actor="ada", reason="audit")
    deliver(engine, body)
    govern.stop_effects(engine.app, stopped=False, actor="ada", reason="over")

    assert deliver(engine, body).startswith("create_task done")


def test_a_withdrawn_task_that_nobody_tried_is_cancelled_at_once():
    engine, body = owing()
    supersede(engine)

    assert effect(engine).status is EffectStatus.CANCELLED
    assert deliver(engine, body) == "nothing owed"
    assert engine.tasks() == []


def test_a_withdrawn_task_that_never_arrived_is_cancelled_after_a_look():
    engine, body = owing()
    engine.halo.faults.add(creating("server_error", count=1))
    deliver(engine, body)
    supersede(engine)
    engine.later(minutes=16)

    told = deliver(engine, body)
    engine.work()

    assert told.startswith("no longer needed")
    assert engine.tasks() == []
    assert [e.status for e in state(engine).effects.values()] == ["cancelled"] * 2


def test_a_withdrawn_task_that_did_arrive_is_found_and_closed():
    engine, body = owing()
    engine.halo.faults.add(creating("lost_reply", count=1))
    deliver(engine, body)
    supersede(engine)
    engine.later(minutes=16)

    deliver(engine, body)
    ask_effects.relay(engine.app)
    engine.work()

    (task,) = engine.tasks()
    assert task["dateclosed"]
    assert [e.status for e in state(engine).effects.values()] == ["delivered"] * 2


def test_a_closing_waits_for_the_ticket_that_is_to_be_closed():
    engine, body = owing()
    engine.halo.faults.add(creating("lost_reply", count=1))
    deliver(engine, body)
    supersede(engine)
    closing = json.loads(body) | {"effect_id": f"close-{effect(engine).id}"}

    assert deliver(engine, json.dumps(closing)) == "waits for its task"


def test_a_closing_of_a_ticket_that_is_gone_is_done():
    engine, body = owing()
    deliver(engine, body)
    (task,) = engine.tasks()
    engine.rows["Tickets"].remove(task["id"])
    supersede(engine)

    engine.work()

    closing = state(engine).effects[f"close-{effect(engine).id}"]
    assert closing.status is EffectStatus.DELIVERED


def fail_for_good(engine, body, fault):
    engine.halo.faults.add(fault)
    told = []
    for _ in range(6):
        told.append(deliver(engine, body))
        engine.later(hours=1)
    return told


@pytest.mark.parametrize(
    "fault",
    [
        creating("server_error"),
        creating("gateway_timeout"),
        creating("bad_request_string"),
        creating("forbidden"),
        creating("reset"),
        Fault("server_error", method="GET", path="/api/tickets"),
    ],
)
def test_what_fails_six_times_goes_to_a_person(fault):
    engine, body = owing()

    told = fail_for_good(engine, body, fault)

    assert [text[:16] for text in told] == [f"attempt {n} failed" for n in range(1, 7)]
    assert effect(engine).status is EffectStatus.UNKNOWN
    item = engine.exceptions()[f"effect_unknown:{effect(engine).id}"]
    assert item.owner_id == "5"
    assert (item.value_minor, item.currency) == (1_200_000, "GBP")
    assert item.due_date == T60 + timedelta(days=1)


def test_the_person_is_told_in_the_same_transaction():
    """A crash in between would leave nobody to look."""
    engine, body = owing()
    fail_for_good(engine, body, creating("forbidden"))

    failed, raised = engine.events_of(12, 301)[-2:]
    assert (failed.type, raised.type) == (
        EventType.EFFECT_FAILED,
        EventType.EXCEPTION_RAISED,
    )
    assert failed.operation_id == raised.operation_id
    assert effect(engine).marker in raised.summary


def test_nothing_is_tried_after_that():
    engine, body = owing()
    fail_for_good(engine, body, creating("forbidden"))
    engine.halo.faults.clear()

    assert deliver(engine, body) == "nothing owed"
    assert ask_effects.relay(engine.app) == 0


def test_the_closing_of_what_is_with_a_person_is_not_asked_for_for_ever():
    engine, body = owing()
    fail_for_good(engine, body, creating("forbidden"))
    engine.halo.faults.clear()
    supersede(engine)

    engine.work()

    assert list(engine.stores.projections.owed()) == []


def test_the_exception_goes_with_the_task():
    engine, body = owing()
    fail_for_good(engine, body, creating("forbidden"))
    engine.halo.faults.clear()

    supersede(engine)

    assert engine.exceptions() == {}


def test_a_throttled_try_comes_again_when_the_source_says():
    engine, body = owing()
    engine.halo.faults.add(creating("rate_limit", retry_after=1200))

    deliver(engine, body)

    failed = of(engine.events_of(12, 301), EventType.EFFECT_FAILED)
    assert failed[-1].data["retry_seconds"] == 1200


def test_a_ticket_without_the_marker_is_not_taken_for_the_task():
    engine, body = owing()
    engine.halo.faults.add(
        creating(
            "respond",
            count=1,
            status=201,
            headers={"Content-Type": "application/json"},
            body='{"id": 4001}',
        )
    )

    told = deliver(engine, body)

    assert "ticket 4001 does not carry" in told
    assert effect(engine).status is EffectStatus.OWED


def test_a_lost_hint_is_given_again():
    engine, _ = owing()
    engine.lose(ask_effects.QUEUE)

    assert ask_effects.relay(engine.app) == 1
    engine.work()
    assert len(engine.tasks()) == 1


def test_the_round_asks_again_for_what_is_owed():
    engine, _ = owing()
    engine.lose(ask_effects.QUEUE)

    engine.renew()

    assert len(engine.tasks()) == 1


def test_a_task_without_an_assignee_is_created_unassigned():
    engine = Engine(
        one_contract(
            clients=[upstream.client(12, accountmanagertech=1)],
            contracts=[upstream.contract(301, 12, owner=False)],
        ),
        book={"roles": {}},
    )
    engine.sync()

    engine.renew()

    assert [task["agent_id"] for task in engine.tasks()] == [1]


def test_a_timeline_that_went_on_meanwhile_does_not_put_a_delivery_off():
    engine, body = owing()
    place = {"actor": "anna", "notice_date": engine.app.today(), "reason": "by mail"}
    tables = Racing(
        engine.tables,
        lambda: govern.give_notice(engine.process(), "301", **place),
    )
    engine.app = engine.process(tables=tables)

    assert deliver(engine, body).startswith("create_task done")
    assert len(engine.tasks()) == 1
