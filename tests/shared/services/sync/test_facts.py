"""Facts: of the months that were touched, and of no others."""

from shared.domain.sync import SyncKind
from tests.shared.services import upstream
from tests.shared.services.engine import Engine, one_contract
from tests.simulation.memory import MemoryTables


class NotingTables(MemoryTables):
    """Remembers the rows that were written to a table."""

    def __init__(self):
        super().__init__()
        self.written = []

    def put(self, table, rows):
        kept = list(rows)
        self.written += [(table, row.pk, row.rk) for row in kept]
        super().put(table, kept)


def synced(portfolio=None, **over):
    engine = Engine(portfolio or one_contract(**over))
    engine.tables = NotingTables()
    engine.app = engine.process()
    engine.sync()
    engine.tables.written.clear()
    return engine.later(minutes=15)


def facts_written(engine):
    return sorted(
        {(pk, rk) for table, pk, rk in engine.tables.written if table == "facts"}
    )


def opened(engine, customer="12"):
    return {
        (f.contract_id, f.month): f.opened
        for f in engine.stores.facts.of(customer)
        if f.opened
    }


def test_the_first_run_computes_all_months_of_the_history():
    engine = synced()

    months = {f.month for f in engine.stores.facts.of("12")}
    assert (min(months), max(months)) == ("2025-11", "2026-12")
    assert opened(engine) == {("301", "2026-11"): 3}


def test_a_quiet_sync_computes_none():
    engine = synced()

    engine.sync()

    assert facts_written(engine) == []


def test_a_changed_ticket_touches_its_own_month_only():
    engine = synced()
    engine.halo.mutate({"op": "reopen_ticket", "ticket_id": 4001})

    engine.sync()

    assert {month for _, month in facts_written(engine)} == {"2026-11"}


def test_a_ticket_that_moves_touches_the_month_it_leaves_as_well():
    engine = synced(
        upstream.tenant(
            clients=[upstream.client(12), upstream.client(13)],
            contracts=[upstream.contract(301, 12), upstream.contract(401, 13)],
            bills=[upstream.bill(301, 12), upstream.bill(401, 13)],
            tickets=[upstream.ticket(4001, 12), upstream.ticket(4002, 12)],
        )
    )
    engine.halo.mutate(
        {"op": "change_ticket", "ticket_id": 4001, "fields": {"client_id": 13}}
    )

    engine.sync()

    assert opened(engine) == {("301", "2026-11"): 1}
    assert opened(engine, "13") == {("401", "2026-11"): 1}


def test_a_changed_contract_touches_all_months_of_its_customer():
    """Which contract a ticket counts for depends on the others."""
    engine = synced()
    engine.rows["ClientContract"].put(
        upstream.contract(302, 12, ref="Backup", start_date="2026-01-01T00:00:00")
    )

    engine.sync()

    # neither contract can claim what names none
    assert opened(engine) == {("-", "2026-11"): 3}


def test_the_marks_go_once_the_facts_are_stored():
    engine = synced()
    engine.halo.mutate({"op": "reopen_ticket", "ticket_id": 4001})

    engine.sync()

    assert engine.stores.dirty.some(10) == []


def test_many_marks_are_worked_off_in_windows():
    clients = [upstream.client(n) for n in range(100, 160)]
    engine = synced(
        upstream.tenant(
            clients=clients,
            contracts=[upstream.contract(n + 1000, n) for n in range(100, 160)],
            bills=[upstream.bill(n + 1000, n) for n in range(100, 160)],
            tickets=[upstream.ticket(4000 + n, n) for n in range(100, 160)],
        )
    )
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    engine.stores.dirty.mark((str(n), m) for n in range(100, 160) for m in months)

    engine.sync()

    assert engine.stores.dirty.some(1) == []
    assert len({pk for pk, _ in facts_written(engine)}) >= 60


def test_a_customer_without_contracts_has_no_facts():
    engine = synced(
        upstream.tenant(
            clients=[upstream.client(12)], tickets=[upstream.ticket(4001, 12)]
        )
    )

    assert list(engine.stores.facts.of("12")) == []


def test_facts_are_the_same_however_they_came_about():
    """Touched month by month, or computed all at once from the same records."""
    engine = synced()
    engine.halo.mutate({"op": "reopen_ticket", "ticket_id": 4001})
    engine.halo.mutate({"op": "add_tickets", "client_id": 12, "count": 2})
    engine.halo.mutate({"op": "delete_ticket", "ticket_id": 4002})
    engine.sync(SyncKind.RECONCILE)
    engine.later(minutes=15).sync()
    touched = list(engine.stores.facts.of("12"))

    engine.tables.delete("facts", list(engine.tables.query("facts")))
    engine.stores.dirty.mark([("12", "all")])
    engine.later(minutes=15).sync()

    assert list(engine.stores.facts.of("12")) == touched
