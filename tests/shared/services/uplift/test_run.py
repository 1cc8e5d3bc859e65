from datetime import date

import pytest

from shared.domain.errors import PolicyViolation
from shared.domain.opportunity import CUSTOMER_LINE, Stage
from shared.services import keep_timeline, renew_contracts
from shared.services.uplift import explain, pursue
from shared.storage.timeline import hash_of
from tests.builders import a_playbook
from tests.shared.services import upstream
from tests.shared.services.uplift.offices import (
    an_office,
    asked,
    bill,
    by_time,
    look,
    looked,
    open_ones,
    worked,
)


def test_a_look_finds_the_overrun_and_leaves_the_content_customer_alone():
    engine = looked()

    (one,) = open_ones(engine)
    assert one.opportunity.contract_id == "301"
    assert one.opportunity.key == "hours:301"
    assert one.stage is Stage.IDENTIFIED


def test_a_second_look_changes_nothing():
    engine = looked()

    assert look(engine) == []
    assert look(engine.later(days=1)) == []


def test_only_customers_whose_data_changed_are_looked_at_again():
    engine = looked()
    row = upstream.ticket(9001, 13, contract_id=302, last_update="2026-12-02T00:00:00")
    engine.later(days=1).rows["Tickets"].put(row)
    engine.sync()

    assert asked(engine) == {"13"}


def test_only_customers_whose_papers_changed_are_looked_at_again():
    engine = looked()
    changed = {**bill(301, 12), "last_modified": "2026-12-01T12:00:00"}
    engine.later(days=1).rows["RecurringInvoice"].put(changed)
    engine.sync()

    assert asked(engine) == {"12"}


def test_everybody_is_looked_at_again_in_a_new_month():
    engine = looked().later(days=40)

    assert asked(engine) == {"12", "13"}


def test_its_figures_are_worked_out_again_from_the_records():
    engine = looked()
    (one,) = open_ones(engine)

    told = explain.explained(engine.app, one.id)

    assert told.changed == ()
    assert told.lines[-1].endswith("0 of them differ today")


def test_explaining_says_which_figures_are_no_longer_the_same():
    engine = looked()
    (one,) = open_ones(engine)
    rows = [
        *worked(12, 301, hours=15),
        upstream.worked(12, contract_id=301, at="2026-11-25T20:00:00"),
    ]
    engine.replace("TimesheetEvent", by_time(rows))
    engine.later(hours=1).sync()
    look(engine)

    told = explain.explained(engine.app, one.id)

    assert "worked 2026-11" in told.changed


def test_accepting_asks_the_account_manager_for_an_offer_in_halopsa():
    engine = looked()
    (one,) = open_ones(engine)

    pursue.accept(engine.app, one.id, actor="alice")
    engine.work()

    assert pursue.find(engine.app, one.id).stage is Stage.QUALIFIED
    (task,) = engine.tasks()
    assert task["summary"].startswith("Make an offer")
    assert task["agent_id"] == upstream.OWNER


def test_a_rejected_one_does_not_come_back_before_its_cool_down_is_over():
    engine = looked()
    (one,) = open_ones(engine)
    pursue.move(engine.app, one.id, Stage.REJECTED, actor="al", reason="a project")

    assert look(engine.later(days=1)) == []
    assert open_ones(engine) == []


def test_winning_ends_its_task_and_keeps_the_amount_beside_the_estimate():
    engine = looked()
    (one,) = open_ones(engine)
    pursue.accept(engine.app, one.id, actor="alice")
    pursue.move(engine.app, one.id, Stage.WON, actor="alice", won_minor=40_000)

    won = pursue.find(engine.app, one.id)
    assert won.won_minor == 40_000
    assert won.opportunity.estimate.likely_minor == 47_500
    state = engine.events_of(12, CUSTOMER_LINE)
    assert state[-1].type == "TaskSuperseded"


def test_an_at_risk_customer_is_not_pitched_what_does_not_help(engine_at_risk):
    engine, one = engine_at_risk

    with pytest.raises(PolicyViolation, match="at risk"):
        pursue.accept(engine.app, one.id, actor="alice")


@pytest.fixture
def engine_at_risk():
    """Give a customer at risk whose price is due a rise."""
    contract = upstream.contract(301, 12, start_date="2023-01-01T00:00:00")
    office = an_office(
        contracts=[contract, upstream.contract(302, 13)],
        bills=[bill(301, 12, since="2023-01-01"), bill(302, 13)],
        TimesheetEvent=worked(12, 301, hours=9),
    )
    book = {"scoring": _everything_is_risky()}
    engine = looked(office, book=book)
    (one,) = (p for p in open_ones(engine) if p.opportunity.customer_id == "12")
    return engine, one


def _everything_is_risky():
    scoring = a_playbook().scoring.model_dump()
    return scoring | {"ready_from": 101, "watch_from": 101, "minimum_coverage": 0}


def test_the_daily_round_of_renewals_does_not_take_the_customers_line_for_a_contract():
    engine = looked()
    before = len(engine.events_of(12, CUSTOMER_LINE))

    engine.renew()
    engine.later(days=1).renew()

    assert len(engine.events_of(12, CUSTOMER_LINE)) == before
    assert renew_contracts.plan(engine.app) == 2


def test_the_projection_of_opportunities_can_be_rebuilt_from_the_timeline():
    engine = looked()
    before = open_ones(engine)

    keep_timeline.rebuild(engine.app, engine.stores.timeline.all())

    assert open_ones(engine) == before
    assert list(keep_timeline.verify(engine.app, hash_of)) == []


def test_what_lies_undecided_expires_after_its_window():
    engine = looked()
    (one,) = open_ones(engine)
    pursue.accept(engine.app, one.id, actor="alice")

    engine.later(days=92)
    look(engine)

    assert pursue.find(engine.app, one.id).stage is Stage.EXPIRED


def test_what_was_taken_up_is_a_talking_point_of_the_renewals_first_stages():
    engine = looked()
    (one,) = open_ones(engine)
    pursue.accept(engine.app, one.id, actor="alice")

    engine.on(date(2026, 12, 31)).renew()

    asked = [e for e in engine.events_of(12, 301) if e.type == "TaskRequested"]
    assert asked
    assert all(one.opportunity.title in e.data["details"] for e in asked)


def test_what_nobody_took_up_is_not_talked_about():
    engine = looked()
    (one,) = open_ones(engine)

    engine.on(date(2026, 12, 31)).renew()

    asked = [e for e in engine.events_of(12, 301) if e.type == "TaskRequested"]
    assert not any(one.opportunity.title in e.data["details"] for e in asked)


def test_what_a_crash_left_unseen_shows_after_the_next_round_of_decisions():
    engine = looked()
    found = open_ones(engine)
    engine.stores.projections.clear()

    engine.renew()

    assert open_ones(engine) == found
