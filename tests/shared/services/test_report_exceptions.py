"""The tenant's exceptions: raised once, closed by themselves, never ownerless."""

from shared.domain.event import EventType
from shared.services import report_exceptions
from shared.services.report_exceptions import Trouble
from tests.shared.services.engine import Engine
from tests.shared.services.test_renew_contracts import Racing


def raise_it(app, key="r:1", message="it broke"):
    report_exceptions.raise_for_tenant(app, rule="r", key=key, message=message)


def tenants(engine):
    return engine.stores.timeline.load("-", "-")


def test_an_exception_is_raised_once_while_it_is_open():
    engine = Engine()

    raise_it(engine.app)
    raise_it(engine.app, message="it broke again")

    (item,) = engine.exceptions().values()
    assert (item.message, item.owner_id) == ("it broke", "ops@msp.example")
    assert item.due_date.isoformat() == "2026-12-02"
    assert len(tenants(engine)) == 1


def test_an_exception_comes_again_after_it_was_closed():
    engine = Engine()
    raise_it(engine.app)
    report_exceptions.close_for_tenant(engine.app, key="r:1")

    raise_it(engine.app)

    assert [*engine.exceptions()] == ["r:1"]
    assert len(tenants(engine)) == 3


def test_closing_what_is_not_open_writes_nothing():
    engine = Engine()
    raise_it(engine.app)
    report_exceptions.close_for_tenant(engine.app, key="r:1")

    report_exceptions.close_for_tenant(engine.app, key="r:1")
    report_exceptions.close_for_tenant(engine.app, key="r:2")

    assert len(tenants(engine)) == 2


def trouble(number):
    return Trouble(
        rule="r",
        key=f"r:{number}",
        message=f"no {number}",
        value_minor=5,
        currency="GBP",
    )


def test_what_is_found_no_more_is_closed_and_the_rest_stays():
    engine = Engine()
    report_exceptions.settle_for_tenant(
        engine.app, rule="r", found=[trouble(1), trouble(2)]
    )

    report_exceptions.settle_for_tenant(
        engine.app, rule="r", found=[trouble(2), trouble(3)]
    )

    assert sorted(engine.exceptions()) == ["r:2", "r:3"]
    assert engine.exceptions()["r:3"].value_minor == 5


def test_exceptions_of_other_rules_are_left_alone():
    engine = Engine()
    raise_it(engine.app, key="other")
    report_exceptions.settle_for_tenant(engine.app, rule="q", found=[])

    assert [*engine.exceptions()] == ["other"]


def test_more_than_a_transaction_takes_are_raised_all_the_same():
    engine = Engine()

    report_exceptions.settle_for_tenant(
        engine.app, rule="r", found=[trouble(number) for number in range(230)]
    )

    assert len(engine.exceptions()) == 230


def test_another_writer_does_not_keep_an_exception_from_being_raised():
    engine = Engine()
    tables = Racing(engine.tables, lambda: raise_it(engine.process(), key="r:2"))

    raise_it(engine.process(tables=tables))

    assert sorted(engine.exceptions()) == ["r:1", "r:2"]
    assert {e.type for e in tenants(engine)} == {EventType.EXCEPTION_RAISED}


def test_two_that_raise_the_same_raise_it_once():
    engine = Engine()
    tables = Racing(engine.tables, lambda: raise_it(engine.process()))

    raise_it(engine.process(tables=tables))

    assert len(tenants(engine)) == 1
