"""Reconciliation: what is gone or was missed is found by a sweep over the ids."""

import pytest

from shared.domain.sync import SyncKind
from tests.shared.services import upstream
from tests.shared.services.engine import Engine, one_contract


def synced(**rows):
    tickets = [upstream.ticket(4001 + n, 12) for n in range(5)]
    engine = Engine(one_contract(**{"tickets": tickets, **rows}))
    engine.sync()
    engine.halo.ledger.reset()
    return engine.later(days=2)


def tickets(engine):
    return {t.id: t for t in engine.stores.tickets.all()}


def read_singly(engine):
    return sorted(r["path"] for r in engine.requests("/api/tickets/"))


def test_a_sync_of_changes_does_not_see_what_was_deleted():
    engine = synced()
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": 4002})

    engine.sync()

    assert not tickets(engine)["4002"].deleted


def test_a_deleted_ticket_is_found_and_marked():
    engine = synced()
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": 4002})

    engine.sync(SyncKind.RECONCILE)

    assert [key for key, t in tickets(engine).items() if t.deleted] == ["4002"]


class Died(BaseException):
    """The process is gone."""


class DyingAtTheIndex:
    """Lets a process die when it confirms tickets in the index: they are stored."""

    def __init__(self, tables):
        self._tables = tables

    def __getattr__(self, name):
        return getattr(self._tables, name)

    def insert(self, table, rows):
        self._check(table, *rows)
        self._tables.insert(table, rows)

    def replace(self, table, row):
        self._check(table, row)
        self._tables.replace(table, row)

    def _check(self, table, row, *_):
        of_tickets = table == "recordindex" and row.pk.startswith("tickets|")
        if of_tickets and "announced" not in row.values["document"]:
            raise Died


def test_tickets_deleted_before_a_crashed_sync_went_on_are_found():
    rows = [upstream.ticket(4001 + n, 12) for n in range(5)]
    engine = Engine(one_contract(tickets=rows))
    calm = engine.app
    engine.app = engine.process(tables=DyingAtTheIndex(engine.tables))
    with pytest.raises(Died):
        engine.sync()
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": 4002})

    engine.app = calm
    engine.later(days=1).sync()
    engine.later(minutes=15).sync(SyncKind.RECONCILE)

    assert [key for key, t in tickets(engine).items() if t.deleted] == ["4002"]


def test_the_newest_ticket_may_be_the_one_that_was_deleted():
    engine = synced()
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": 4005})

    engine.sync(SyncKind.RECONCILE)

    assert tickets(engine)["4005"].deleted


def test_a_deleted_ticket_leaves_the_facts():
    engine = synced()
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": 4002})

    engine.sync(SyncKind.RECONCILE)

    (month,) = [f for f in engine.stores.facts.of("12") if f.opened]
    assert (month.month, month.opened) == ("2026-11", 4)


def test_a_merged_ticket_is_marked():
    engine = synced()
    engine.halo.mutate({"op": "merge_ticket", "ticket_id": 4002, "into_id": 4001})

    engine.sync()

    assert tickets(engine)["4002"].merged_into == "4001"


def test_a_deleted_ticket_that_is_back_is_taken_as_new():
    engine = synced()
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": 4002})
    engine.sync(SyncKind.RECONCILE)

    engine.rows["Tickets"].change(4002, {"deleted": False})
    engine.later(days=7).sync(SyncKind.RECONCILE)

    assert not tickets(engine)["4002"].deleted


def test_a_ticket_that_was_missed_is_read():
    engine = synced()
    missed = upstream.ticket(4003, 12, last_update="2026-11-11T09:00:00")
    engine.tables.delete("tickets", list(engine.tables.query("tickets")))
    engine.tables.delete("recordindex", list(engine.tables.query("recordindex")))
    assert missed["id"] not in tickets(engine)

    engine.sync(SyncKind.RECONCILE)

    assert list(tickets(engine)) == ["4001", "4002", "4003", "4004", "4005"]


def test_a_sweep_that_finds_all_in_order_reads_no_ticket_again():
    engine = synced()

    engine.sync(SyncKind.RECONCILE)

    assert read_singly(engine) == []


def test_tickets_from_before_the_history_are_not_taken_for_gone():
    """They are not listed any more once they are old enough."""
    engine = synced()
    engine.later(days=400).sync()
    engine.halo.ledger.reset()

    engine.later(days=1).sync(SyncKind.RECONCILE)

    assert read_singly(engine) == []
    assert not any(t.deleted for t in tickets(engine).values())


def test_the_sweep_goes_on_from_window_to_window():
    rows = [upstream.ticket(4001 + n, 12) for n in range(250)]
    engine = Engine(one_contract(tickets=rows))
    engine.app = engine.process(pages_per_window=1)
    engine.sync()
    for number in (4050, 4150, 4249):
        engine.halo.mutate({"op": "delete_ticket", "ticket_id": number})

    engine.later(days=1).sync(SyncKind.RECONCILE)

    gone = [key for key, ticket in tickets(engine).items() if ticket.deleted]
    assert gone == ["4050", "4150", "4249"]


def test_a_task_of_the_engine_that_was_deleted_counts_as_closed():
    own = upstream.opened(4100, 12, summary="Review [rnwl-0123456789ab]")
    engine = synced(tickets=[own, upstream.ticket(4001, 12)])
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": 4100})

    engine.sync(SyncKind.RECONCILE)

    assert [task.closed for task in engine.stores.tasks.all()] == [True]


def test_a_task_of_the_engine_that_is_there_stays_open():
    own = upstream.opened(4100, 12, summary="Review [rnwl-0123456789ab]")
    engine = synced(tickets=[own, upstream.ticket(4001, 12)])

    engine.sync(SyncKind.RECONCILE)

    assert [task.closed for task in engine.stores.tasks.all()] == [False]


def test_a_ticket_of_an_unknown_customer_is_set_aside():
    engine = synced(tickets=[upstream.ticket(4001, 12), upstream.ticket(4002, 99)])

    engine.sync(SyncKind.RECONCILE)

    assert "tickets/4002.json" in engine.quarantined()
    assert list(tickets(engine)) == ["4001"]


def test_a_ticket_that_cannot_be_read_is_set_aside():
    engine = synced()
    engine.rows["Tickets"].put(
        upstream.ticket(4006, 12, last_update="2026-11-01T09:00:00", dateoccurred=None)
    )

    engine.sync(SyncKind.RECONCILE)

    assert engine.quarantined() == ["tickets/4006.json"]


def test_no_tickets_at_all_are_nothing_to_compare():
    engine = Engine(one_contract(tickets=[]))
    engine.sync()

    engine.later(days=1).sync(SyncKind.RECONCILE)

    assert engine.state.stopped == ""


def test_what_was_found_to_be_gone_is_not_read_every_time():
    engine = synced()
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": 4002})
    engine.halo.mutate({"op": "merge_ticket", "ticket_id": 4003, "into_id": 4001})
    engine.sync(SyncKind.RECONCILE)
    engine.halo.ledger.reset()

    engine.later(days=7).sync(SyncKind.RECONCILE)

    assert read_singly(engine) == []
