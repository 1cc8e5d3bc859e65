"""The daily round over memory and the stand-in: tasks appear, are done, close."""

from datetime import date, timedelta

import pytest

from sandbox.halopsa.faults import Fault
from shared.domain.contract import AutomationMode
from shared.domain.event import Context, EventType, NewEvent
from shared.domain.sync import SyncKind
from shared.services import govern, record_events, renew_contracts
from tests.shared.services import upstream
from tests.shared.services.engine import Engine, one_contract
from tests.shared.workflow.story import kinds, of, requested, stages

T90, T60, T30 = date(2026, 12, 31), date(2027, 1, 30), date(2027, 3, 1)


def engine_on(day, portfolio=None, **over):
    engine = Engine(portfolio, **over)
    engine.sync()
    return engine.on(day)


def state_of(engine, customer="12", contract="301"):
    return record_events.load(engine.app, customer, contract)


def test_a_renewal_opens_and_its_tasks_appear_in_halopsa():
    engine = engine_on(T90)

    events = engine.renew()

    assert stages(events) == ["t90"]
    assert [task["summary"].partition(" [")[0] for task in engine.tasks()] == [
        "Readiness review: Customer 12 - Contract 301",
        "Stakeholder check: Customer 12 - Contract 301",
    ]
    assert {task["agent_id"] for task in engine.tasks()} == {upstream.OWNER}


def test_the_round_of_a_second_time_does_nothing():
    engine = engine_on(T90)
    engine.renew()

    assert engine.renew() == []
    assert len(engine.tasks()) == 2


def test_a_quiet_contract_costs_no_event():
    engine = engine_on(date(2026, 12, 10))
    engine.renew()  # the band, once

    assert engine.on(date(2026, 12, 11)).renew() == []


def test_a_task_closed_by_a_person_is_done():
    engine = engine_on(T90)
    engine.renew()
    engine.halo.mutate({"op": "close_task", "ticket_id": engine.tasks()[0]["id"]})
    engine.later(hours=5).sync()

    events = engine.on(T90 + timedelta(days=1)).renew()

    assert kinds(events) == [EventType.TASK_COMPLETED]


@pytest.mark.parametrize(
    ("visible", "expected"),
    [
        (True, [EventType.CONTACT_EVIDENCED, EventType.TASK_COMPLETED]),
        (False, [EventType.EXCEPTION_RAISED]),
    ],
)
def test_a_checkpoint_needs_an_action_that_the_customer_can_see(visible, expected):
    engine = engine_on(T60)
    engine.renew()
    (task,) = engine.tasks()
    engine.halo.mutate(
        {"op": "close_task", "ticket_id": task["id"], "customer_visible": visible}
    )
    engine.later(hours=5).sync()

    events = engine.on(T60 + timedelta(days=1)).renew()

    assert kinds(events)[: len(expected)] == expected


def test_evidence_that_cannot_be_read_today_is_asked_for_tomorrow():
    engine = engine_on(T60)
    engine.renew()
    (task,) = engine.tasks()
    engine.halo.mutate(
        {"op": "close_task", "ticket_id": task["id"], "customer_visible": True}
    )
    engine.later(hours=5).sync()
    engine.halo.faults.add(Fault("forbidden", path="/api/actions"))

    unread = engine.on(T60 + timedelta(days=1)).renew()
    engine.halo.faults.clear()
    read = engine.on(T60 + timedelta(days=2)).renew()

    assert unread == []
    assert EventType.TASK_COMPLETED in kinds(read)


def test_a_ticket_that_the_engine_closed_does_not_count_as_done():
    engine = engine_on(T60)
    engine.renew()
    (task,) = engine.tasks()
    later = {"end_date": "2027-08-31T00:00:00"}
    engine.halo.mutate({"op": "change_contract", "contract_id": 301, "fields": later})
    engine.later(hours=5).sync()
    engine.on(T60 + timedelta(days=1)).renew()
    engine.later(hours=5).sync()

    events = engine.on(T60 + timedelta(days=2)).renew()

    assert engine.rows["Tickets"].get(task["id"])["dateclosed"]
    assert [seen.closed for seen in engine.stores.tasks.all()] == [True]
    assert EventType.TASK_COMPLETED not in kinds(events)


def test_tasks_of_a_renewal_that_ends_are_closed_in_halopsa():
    engine = engine_on(T60)
    engine.renew()
    engine.halo.mutate({"op": "renew_contract", "contract_id": 301})
    engine.later(hours=5).sync()

    events = engine.on(T60 + timedelta(days=1)).renew()

    (closed,) = of(events, EventType.RENEWAL_CLOSED)
    assert closed.data["reason"] == "replaced by contract 302"
    assert closed.data["renewed_mrr_minor"] == 0  # nothing bills it yet
    assert [
        bool(t["dateclosed"]) for t in engine.tasks() if t["contract_id"] == 301
    ] == [True]


def test_a_successor_that_was_deleted_is_none():
    engine = engine_on(T60)
    engine.halo.mutate({"op": "renew_contract", "contract_id": 301})
    engine.sync()
    engine.halo.mutate({"op": "remove_contract", "contract_id": 302})
    engine.later(minutes=15).sync()

    events = engine.renew()

    assert EventType.RENEWAL_CLOSED not in kinds(events)


def test_a_contract_that_names_itself_as_its_predecessor_is_not_renewed():
    engine = engine_on(
        T60, one_contract(contracts=[upstream.contract(301, 12, previouscontract=301)])
    )

    assert EventType.RENEWAL_CLOSED not in kinds(engine.renew())


def test_a_contract_gone_upstream_ends_its_renewal_and_its_work():
    engine = engine_on(T60)
    engine.renew()
    engine.halo.mutate({"op": "remove_contract", "contract_id": 301})
    engine.later(hours=5).sync()

    events = engine.on(T60 + timedelta(days=1)).renew()

    (closed,) = of(events, EventType.RENEWAL_CLOSED)
    assert closed.data["outcome"] == "withdrawn"
    assert all(task["dateclosed"] for task in engine.tasks())


def test_a_contract_that_moved_is_wound_up_under_its_old_customer():
    """F24: closed with the reason; the history stays under both."""
    engine = engine_on(
        T60, one_contract(clients=[upstream.client(n) for n in (12, 13)])
    )
    engine.renew()
    merge_customers(engine)

    events = engine.on(T60 + timedelta(days=1)).renew()

    old = of(engine.events_of(12, 301), EventType.RENEWAL_CLOSED)
    assert [event.data["reason"] for event in old] == [
        "the contract is now of customer 13"
    ]
    assert len(of(events, EventType.RENEWAL_OPENED)) == 1
    assert [t["client_id"] for t in engine.tasks() if not t["dateclosed"]] == [13]


def merge_customers(engine):
    """Move all that customer 12 has to customer 13."""
    moved = {"client_id": 13, "last_modified": "2027-01-30T07:00:00"}
    engine.halo.mutate({"op": "change_contract", "contract_id": 301, "fields": moved})
    engine.rows["RecurringInvoice"].change(9301, moved)
    engine.later(hours=5).sync()


def test_what_is_wound_up_stays_so():
    engine = engine_on(
        T60, one_contract(clients=[upstream.client(n) for n in (12, 13)])
    )
    engine.renew()
    merge_customers(engine)
    engine.on(T60 + timedelta(days=1)).renew()

    assert engine.on(T60 + timedelta(days=2)).renew() == []


def test_findings_are_exceptions_with_a_data_task_and_go_by_themselves():
    incomplete = upstream.contract(301, 12, mode="auto", owner=False)
    incomplete["customfields"] = incomplete["customfields"][2:]
    engine = engine_on(date(2026, 12, 10), one_contract(contracts=[incomplete]))
    engine.renew()
    items = engine.exceptions()

    engine.halo.mutate(
        {
            "op": "set_customfields",
            "contract_id": 301,
            "fields": {"CFrenewalMode": 3, "CFnoticePeriodDays": 30},
        }
    )
    engine.later(hours=5).sync()
    engine.on(date(2026, 12, 11)).renew()

    assert [*items] == ["intake:missing_renewal_mode"]
    assert engine.exceptions() == {}
    assert engine.tasks()[0]["summary"].startswith("Complete the contract's data")
    assert engine.tasks()[0]["dateclosed"]


OWNERS = [
    # who is named: the contract's owner, the account manager, a role, the operator
    ({}, {}, {}, "5"),
    ({"owner": False}, {"accountmanagertech": 7}, {}, "7"),
    ({"owner": False}, {"accountmanagertech": 1}, {"cs_lead": "8"}, "8"),
    ({"owner": False}, {"accountmanagertech": 1}, {"msp_owner": "Agent 7"}, "7"),
    ({"owner": False}, {"accountmanagertech": 1}, {"operator": "Agent 8"}, "8"),
    ({"owner": False}, {"accountmanagertech": 1}, {"operator": "ops@x"}, "ops@x"),
    ({"owner": False}, {"accountmanagertech": 1}, {}, "operator"),
]


@pytest.mark.parametrize(("contract", "client", "roles", "expected"), OWNERS)
def test_an_exception_always_names_somebody(contract, client, roles, expected):
    engine = engine_on(
        date(2026, 12, 10),
        one_contract(
            clients=[upstream.client(12, **client)],
            contracts=[upstream.contract(301, 12, **contract)],
            bills=[],
        ),
        book={"roles": roles},
    )

    engine.renew()

    item = engine.exceptions()["intake:missing_value"]
    assert item.owner_id == expected


def test_an_owner_who_is_no_agent_still_gets_the_data_task_delivered():
    engine = engine_on(
        date(2026, 12, 10),
        one_contract(
            clients=[upstream.client(12, accountmanagertech=1)],
            contracts=[upstream.contract(301, 12, owner=False)],
        ),
        book={"roles": {"operator": "ops@msp.example"}},
    )

    engine.renew()

    (task,) = engine.tasks()
    assert task["summary"].startswith("Complete the contract's data")


def test_a_disabled_agent_is_nobody():
    agents = [upstream.agent(5, isdisabled=True), upstream.agent(7)]
    engine = engine_on(
        date(2026, 12, 10),
        one_contract(agents=agents),
        book={"roles": {"cs_lead": "5", "msp_owner": "7"}},
    )

    engine.renew()

    assert engine.exceptions()["intake:unknown_owner"].owner_id == "7"


def test_an_exception_shows_twelve_times_the_mrr():
    engine = engine_on(
        date(2026, 12, 10),
        one_contract(contracts=[upstream.contract(301, 12, owner=False)]),
        book={"roles": {}},
    )
    engine.rows["Client"].change(12, {"accountmanagertech": 1})
    engine.later(minutes=15).sync()

    engine.renew()

    item = engine.exceptions()["intake:missing_owner"]
    assert (item.value_minor, item.currency) == (1_200_000, "GBP")


def test_work_goes_to_the_cover_while_the_owner_is_on_leave():
    absence = {
        "agent": "agent5@msp.example",
        "first_date": "2026-12-20",
        "last_date": "2027-01-05",
        "cover": "Agent 7",
    }
    engine = engine_on(T90, book={"absences": [absence]})

    engine.renew()

    assert {task["agent_id"] for task in engine.tasks()} == {7}


@pytest.mark.parametrize("day", [date(2026, 12, 19), date(2027, 1, 6)])
def test_a_cover_ends_with_the_leave(day):
    absence = {
        "agent": "5",
        "first_date": "2026-12-20",
        "last_date": "2027-01-05",
        "cover": "7",
    }
    portfolio = one_contract(
        contracts=[upstream.contract(301, 12, end_date="2027-03-15T00:00:00")]
    )
    engine = engine_on(day, portfolio, book={"absences": [absence]})

    engine.renew()

    assert {task["agent_id"] for task in engine.tasks()} == {5}


def test_a_contract_served_long_past_its_end_is_found_by_its_newest_ticket():
    ended = upstream.contract(301, 12, end_date="2026-10-10T00:00:00")
    tickets = [
        upstream.ticket(4001, 12, opened="2026-11-12"),
        upstream.ticket(4002, 12, opened="2026-11-14"),
    ]
    engine = engine_on(
        date(2026, 12, 10), one_contract(contracts=[ended], tickets=tickets)
    )

    engine.renew()

    item = engine.exceptions()["intake:served_past_end"]
    assert item.message == "ended on 2026-10-10, last ticket on 2026-11-14"


def test_a_ticket_within_the_grace_is_no_service_past_the_end():
    """Whatever else the month has: it ended on the 10th, and was served on the 5th."""
    ended = upstream.contract(301, 12, end_date="2026-10-10T00:00:00")
    tickets = [upstream.ticket(4001, 12, opened="2026-11-05")]
    engine = engine_on(
        date(2026, 12, 10), one_contract(contracts=[ended], tickets=tickets)
    )

    engine.renew()

    assert engine.exceptions() == {}


def test_the_loser_of_a_race_reads_the_timeline_and_decides_again():
    engine = engine_on(T90)
    body = '{"customers": ["12"]}'
    tables = Racing(engine.tables, lambda: deliver_a_mode(engine))
    engine.app = engine.process(tables=tables)

    renew_contracts.work(engine.app, body)

    assert tables.raced
    assert requested(engine.events_of(12, 301)) == [
        "readiness_review",
        "stakeholder_check",
    ]
    assert engine.events_of(12, 301)[0].type == EventType.MODE_CHANGED


class Racing:
    """Lets another writer be first, once, when a timeline is written."""

    def __init__(self, tables, other):
        self._tables = tables
        self._other = other
        self.raced = False

    def __getattr__(self, name):
        return getattr(self._tables, name)

    def insert(self, table, rows):
        if table == "timeline" and not self.raced:
            self.raced = True
            self._other()
        self._tables.insert(table, rows)


def deliver_a_mode(engine):
    """Set a mode as another process would."""
    govern.set_mode(
        engine.process(), "301", AutomationMode.PILOT, actor="ada", reason="ready"
    )


def test_two_workers_of_one_batch_decide_once():
    engine = engine_on(T90)
    body = '{"customers": ["12"]}'
    tables = Racing(engine.tables, lambda: renew_contracts.work(engine.process(), body))
    engine.app = engine.process(tables=tables)

    renew_contracts.work(engine.app, body)
    engine.work()

    assert len(requested(engine.events_of(12, 301))) == 2
    assert len(engine.tasks()) == 2


def test_projections_that_lag_behind_are_brought_up_to_date():
    engine = engine_on(T90)
    engine.renew()
    before = list(engine.tables.query("renewals"))
    engine.stores.projections.clear()

    engine.on(T90 + timedelta(days=1)).renew()

    after = list(engine.tables.query("renewals"))
    assert [row.values for row in after] == [row.values for row in before]


def test_an_older_state_written_last_is_healed_at_once():
    """Two workers' projections of one contract may come in either order."""
    engine = engine_on(T90)
    engine.renew()
    old = record_events.load(engine.app, "12", "301")
    context = Context(actor="ada", at=engine.clock.now(), operation_id="one")
    event = NewEvent(type=EventType.MODE_CHANGED, summary="live", data={"mode": "live"})
    record_events.append(engine.app, old, [event], context)

    newest = record_events.project(engine.app, old)

    assert newest.mode is AutomationMode.LIVE
    assert engine.stores.projections.heads("12") == {"301": newest.seq}


def test_the_round_asks_for_batches_of_customers():
    clients = [upstream.client(n) for n in range(100, 160)]
    engine = Engine(upstream.tenant(clients=clients))
    engine.sync()

    count = renew_contracts.plan(engine.app)

    assert count == 60
    assert len(engine.waiting(renew_contracts.QUEUE)) == 3


def test_shadow_contracts_get_no_ticket():
    engine = engine_on(T90, book={"default_mode": "shadow"})

    events = engine.renew()

    assert requested(events) == ["readiness_review", "stakeholder_check"]
    assert engine.tasks() == []


def test_a_contract_out_of_shadow_gets_its_tickets():
    engine = engine_on(T90, book={"default_mode": "shadow"})
    engine.renew()
    govern.set_mode(
        engine.app, "301", AutomationMode.PILOT, actor="ada", reason="ready"
    )

    engine.later(hours=1).renew()

    assert len(engine.tasks()) == 2


def test_a_decision_is_of_the_local_day():
    """06:00 UTC on the 30th is still the 29th in Honolulu."""
    engine = engine_on(T60)
    engine.app = engine.process(today=lambda: T60 - timedelta(days=1))

    assert stages(engine.renew()) == ["t90"]


def test_a_reconciliation_and_a_round_after_a_deleted_task_do_not_ask_again():
    engine = engine_on(T60)
    engine.renew()
    engine.sync()
    (task,) = engine.tasks()
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": task["id"]})
    engine.later(hours=5).sync(SyncKind.RECONCILE)

    events = engine.on(T60 + timedelta(days=1)).renew()

    # gone without proof of a contact: a person has to look
    assert kinds(events) == [EventType.EXCEPTION_RAISED]
    assert state_of(engine).exceptions


class AlwaysSecond(Racing):
    """Lets another writer be first every time."""

    def insert(self, table, rows):
        self.raced = False
        super().insert(table, rows)


def test_who_is_always_second_leaves_it_for_tomorrow():
    engine = engine_on(T90)
    tables = AlwaysSecond(engine.tables, lambda: deliver_a_mode(engine))
    engine.app = engine.process(tables=tables)

    count = renew_contracts.work(engine.app, '{"customers": ["12"]}')

    assert count == 0
    engine.app = engine.process()
    assert stages(engine.on(T90 + timedelta(days=1)).renew()) == ["t90"]


def test_a_timeline_whose_contract_is_nowhere_is_wound_up():
    engine = engine_on(T60)
    engine.renew()
    engine.stores.contracts.remove(list(engine.stores.contracts.all()))

    events = engine.on(T60 + timedelta(days=1)).renew()

    (closed,) = of(events, EventType.RENEWAL_CLOSED)
    assert closed.data["reason"] == "the contract is gone from the source"
