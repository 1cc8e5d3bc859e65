"""What a sync counts as changed: only that is written, so a quiet run costs little."""

from tests.shared.services import upstream
from tests.shared.services.engine import Engine


def tenant():
    return upstream.tenant(
        clients=[upstream.client(12), upstream.client(13)],
        contracts=[upstream.contract(301, 12), upstream.contract(302, 13)],
        bills=[upstream.bill(301, 12), upstream.bill(302, 13)],
    )


def changed(engine):
    """Sync and give the steps that found something new, with how much."""
    engine.sync()
    state, _ = engine.stores.cursor.load()
    return {name: c.changed for name, c in state.counts.items() if c.changed}


def test_everything_is_new_to_the_first_sync():
    assert changed(Engine(tenant())) == {
        "directory": 3,
        "customers": 2,
        "contracts": 2,
        "contract_details": 2,
        "recurring": 2,
        "recurring_details": 2,
    }


def test_nothing_is_new_to_the_second():
    engine = Engine(tenant())
    changed(engine)

    assert changed(engine.later(minutes=15)) == {}


def test_only_a_customer_that_differs_counts_and_is_stored():
    engine = Engine(tenant())
    changed(engine)
    engine.rows["Client"].change(13, {"name": "Renamed"})

    found = changed(engine.later(minutes=15))

    assert found == {"customers": 1}
    assert [c.name for c in engine.stores.customers.all()] == ["Customer 12", "Renamed"]
