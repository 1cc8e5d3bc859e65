"""What people decide: modes, notices, the kill switch, the baseline."""

from datetime import date

import pytest

from shared.domain.contract import AutomationMode
from shared.domain.errors import Conflict, NotFound, PolicyViolation
from shared.domain.event import EventType
from shared.services import govern, record_events, report_exceptions
from tests.shared.services import upstream
from tests.shared.services.engine import Engine, one_contract
from tests.shared.services.test_renew_contracts import Racing, deliver_a_mode

LIVE, PILOT, SHADOW = AutomationMode.LIVE, AutomationMode.PILOT, AutomationMode.SHADOW


def synced(portfolio=None):
    engine = Engine(portfolio)
    engine.sync()
    return engine


def set_mode(engine, mode):
    govern.set_mode(engine.app, "301", mode, actor="ada", reason="we are ready")


def state(engine):
    return record_events.load(engine.app, "12", "301")


@pytest.mark.parametrize("mode", [SHADOW, PILOT])
def test_a_mode_is_set_with_who_and_why(mode):
    engine = synced()

    set_mode(engine, mode)

    (event,) = engine.events_of(12, 301)
    assert (event.type, event.actor) == (EventType.MODE_CHANGED, "ada")
    assert event.data == {"mode": mode.value, "reason": "we are ready"}
    assert state(engine).mode is mode


def test_live_needs_a_signed_baseline():
    engine = synced()

    with pytest.raises(PolicyViolation, match="live needs a signed baseline"):
        set_mode(engine, LIVE)

    assert state(engine).mode is None


def test_live_is_allowed_once_the_baseline_is_signed():
    engine = synced()
    govern.sign_baseline(engine.app, actor="owner")

    set_mode(engine, LIVE)

    assert state(engine).mode is LIVE


def test_an_unknown_contract_is_named():
    with pytest.raises(NotFound, match="contract 999 is not known"):
        govern.set_mode(synced().app, "999", PILOT, actor="ada", reason="x")


def test_notice_is_recorded_with_its_date():
    engine = synced()

    govern.give_notice(
        engine.app, "301", notice_date=date(2027, 1, 5), actor="ada", reason="leaving"
    )

    assert state(engine).notice_date == date(2027, 1, 5)


@pytest.mark.parametrize("stopped", [True, False])
def test_the_kill_switch_is_turned_on_the_tenants_timeline(stopped):
    engine = synced()

    govern.stop_effects(engine.app, stopped=stopped, actor="ada", reason="audit")

    assert engine.stores.settings.effects_stopped() is stopped
    (event,) = engine.stores.timeline.load("-", "-")
    assert (event.type, event.actor) == (EventType.SWITCH_CHANGED, "ada")
    assert event.data == {"stopped": stopped, "reason": "audit"}


def test_the_baseline_is_the_mrr_of_all_active_contracts():
    engine = synced(
        upstream.tenant(
            clients=[upstream.client(12), upstream.client(13)],
            contracts=[
                upstream.contract(301, 12),
                upstream.contract(302, 12, active=False, ref="Old"),
                upstream.contract(401, 13),
                upstream.contract(402, 13, ref="Unbilled"),
            ],
            bills=[
                upstream.bill(301, 12, price=1000.0),
                upstream.bill(302, 12, price=700.0),
                upstream.bill(401, 13, price=250.5),
            ],
        )
    )

    total = govern.sign_baseline(engine.app, actor="owner")

    assert total == 125_050
    (event,) = engine.stores.timeline.load("-", "-")
    assert event.data == {"mrr_minor": 125_050, "contracts": 2, "currency": "GBP"}


def test_without_a_signature_there_is_no_baseline():
    assert not govern.baseline_signed(synced().app)


def test_what_a_person_says_is_recorded_whoever_else_writes():
    engine = synced()
    tables = Racing(engine.tables, lambda: deliver_a_mode(engine))

    govern.give_notice(
        engine.process(tables=tables),
        "301",
        notice_date=date(2027, 1, 5),
        actor="ada",
        reason="leaving",
    )

    assert [e.type for e in engine.events_of(12, 301)] == [
        EventType.MODE_CHANGED,
        EventType.NOTICE_GIVEN,
    ]


def test_a_decision_is_to_be_seen_in_the_projections():
    engine = synced()

    set_mode(engine, PILOT)

    assert engine.stores.projections.heads("12") == {"301": 1}


def test_the_tenants_exceptions_and_decisions_share_a_timeline():
    engine = synced(one_contract())
    report_exceptions.raise_for_tenant(engine.app, rule="r", key="r:1", message="m")
    govern.stop_effects(engine.app, stopped=True, actor="ada", reason="audit")

    assert [e.seq for e in engine.stores.timeline.load("-", "-")] == [1, 2]


class AlwaysSecond(Racing):
    """Lets another writer be first every time."""

    def insert(self, table, rows):
        self.raced = False
        super().insert(table, rows)


def test_what_cannot_be_recorded_is_an_error_and_no_silence():
    engine = synced()
    tables = AlwaysSecond(engine.tables, lambda: deliver_a_mode(engine))

    with pytest.raises(Conflict, match="was written by another"):
        govern.give_notice(
            engine.process(tables=tables),
            "301",
            notice_date=date(2027, 1, 5),
            actor="ada",
            reason="leaving",
        )
