"""Tasks and notes in HubSpot: one a stage, found again after doubt, never two."""

import pytest

from sandbox.hubspot.faults import Fault
from shared.domain.renewal import EffectStatus
from shared.services import ask_effects, record_events
from tests.shared.services.crm_engine import CrmEngine

TASKS = "/crm/objects/2026-09/tasks"
NOTES = "/crm/objects/2026-09/notes"


def an_engine(**over):
    """Give an engine whose deal is written and whose task is owed."""
    engine = CrmEngine(**over).opened()
    engine.write()
    return engine


def deliver(engine):
    """Ask again for what is owed, as the timer does, and work it off."""
    ask_effects.relay(engine.app)
    engine.work()
    return engine


def activity(engine, kind):
    state = record_events.load(engine.app, "12", "301")
    return next(e for e in state.effects.values() if e.kind.value == kind)


def task_effect(engine):
    return activity(engine, "crm_task")


def test_the_owner_gets_a_task_of_the_stage_with_the_right_ties():
    engine = an_engine()

    deliver(engine.later(minutes=11))

    [task] = engine.activities()
    assert task.properties["hs_task_subject"] == (
        "Renewal t90: Customer 12 - Contract 301"
    )
    assert task.properties["hubspot_owner_id"] == "7005"
    assert task.properties["hs_timestamp"].startswith("2026-12-01T12:00")
    assert "Decision due 2027-01-31" in task.properties["hs_task_body"]
    portal = engine.hub.portal
    assert portal.linked("tasks", task.id, "companies") == {
        engine.accounts[0]: {("HUBSPOT_DEFINED", 192)}
    }
    assert portal.linked("tasks", task.id, "deals") == {
        engine.deal().id: {("HUBSPOT_DEFINED", 216)}
    }


def test_a_task_waits_for_its_deal():
    engine = CrmEngine().opened()

    assert engine.activities() == []
    assert task_effect(engine).status is EffectStatus.OWED


def test_the_first_attempt_needs_no_look_up():
    engine = an_engine()
    engine.hub.ledger.reset()

    deliver(engine)

    asked = [f"{e['method']} {e['path']}" for e in engine.hub.ledger.entries]
    assert asked == [f"POST {TASKS}"]


def test_a_stage_has_one_task_however_often_it_is_looked_at():
    engine = an_engine()
    for _ in range(3):
        deliver(engine.later(hours=24))
        engine.renew()

    assert len(engine.activities()) == 1


def test_the_next_stage_has_a_task_of_its_own():
    engine = an_engine()
    deliver(engine.later(minutes=11))
    engine.later(days=20)
    engine.day()

    deliver(engine.later(minutes=11))

    titles = [t.properties["hs_task_subject"][:11] for t in engine.activities()]
    assert titles == ["Renewal t90", "Renewal t60"]


@pytest.mark.parametrize("action", ["lost_reply", "reset", "truncated"])
def test_a_lost_answer_is_looked_up_and_never_sent_twice(action):
    engine = an_engine()
    fault = Fault(action, method="POST", path=TASKS, nth=1, count=1)
    engine.hub.faults.append(fault)
    deliver(engine.later(minutes=11))
    between = task_effect(engine).status

    for _ in range(3):
        deliver(engine.later(minutes=20))

    assert between is EffectStatus.OWED
    assert task_effect(engine).status is EffectStatus.DELIVERED
    assert len(engine.activities()) == 1


def test_what_stays_unknown_is_given_to_a_person():
    engine = an_engine()
    engine.hub.faults.append(Fault("lost_reply", method="POST", path=TASKS))

    for _ in range(8):
        deliver(engine.later(minutes=20))

    effect = task_effect(engine)
    item = engine.exceptions()[f"effect_unknown:{effect.id}"]
    assert effect.status is EffectStatus.UNKNOWN
    assert item.message.startswith("not known whether it was done: crm task")
    assert len(engine.activities()) <= 1


def test_the_end_of_a_renewal_is_a_note():
    engine = an_engine()
    engine.rows["ClientContract"].change(301, {"active": False})
    engine.day()

    deliver(engine.later(minutes=11))

    [note] = engine.activities("notes")
    assert "Decision due" in note.properties["hs_note_body"]
    assert engine.hub.portal.linked("notes", note.id, "companies") == {
        engine.accounts[0]: {("HUBSPOT_DEFINED", 190)}
    }


@pytest.mark.parametrize("action", ["lost_reply", "reset", "truncated"])
def test_a_note_whose_answer_was_lost_is_not_sent_twice_either(action):
    engine = an_engine()
    engine.rows["ClientContract"].change(301, {"active": False})
    engine.day()
    fault = Fault(action, method="POST", path=NOTES, nth=1, count=1)
    engine.hub.faults.append(fault)

    for _ in range(4):
        deliver(engine.later(minutes=20))

    assert fault.struck == 1
    assert activity(engine, "crm_note").status is EffectStatus.DELIVERED
    assert len(engine.activities("notes")) == 1


def test_tasks_can_be_left_to_halopsa_alone():
    engine = an_engine(book={"crm": {"tasks": False}})

    deliver(engine.later(minutes=11))

    assert engine.activities() == []
