"""Contracts: changed ones read again, lost ones asked for, guards before belief."""

import pytest

from sandbox.halopsa.faults import Fault
from shared.domain.sync import Step, SyncKind
from shared.services.sync import run
from tests.shared.services import upstream
from tests.shared.services.engine import Engine

GONE = {"op": "remove_contract"}


def tenant(count=10, **over):
    numbers = range(301, 301 + count)
    rows = {
        "clients": [upstream.client(12), upstream.client(13)],
        "contracts": [upstream.contract(n, 12) for n in numbers],
        "bills": [upstream.bill(n, 12) for n in numbers],
    }
    return upstream.tenant(**{**rows, **over})


def synced(portfolio=None, **over):
    engine = Engine(portfolio or tenant(), **over)
    engine.sync()
    engine.halo.ledger.reset()
    return engine.later(minutes=15)


def contracts(engine):
    return {c.id: c for c in engine.stores.contracts.all()}


def test_only_changed_contracts_are_read_in_detail_again():
    engine = synced()
    engine.halo.mutate(
        {"op": "change_contract", "contract_id": 303, "fields": {"ref": "New name"}}
    )

    engine.sync()

    assert [r["path"] for r in engine.requests("/api/clientcontract/")] == [
        "/api/ClientContract/303"
    ]
    assert contracts(engine)["303"].reference == "New name"


def test_a_changed_custom_field_is_seen_by_its_stamp():
    engine = synced()
    engine.halo.mutate(
        {
            "op": "set_customfields",
            "contract_id": 303,
            "fields": {"CFnoticePeriodDays": 60},
        }
    )

    engine.sync()

    assert contracts(engine)["303"].fields["notice_period_days"] == "60"


def test_a_reconciliation_reads_all_details_again():
    engine = synced()

    engine.sync(SyncKind.RECONCILE)

    assert len(engine.requests("/api/clientcontract/")) == 10


def test_a_contract_that_is_gone_is_kept_and_marked():
    engine = synced()
    engine.halo.mutate({**GONE, "contract_id": 303})

    engine.sync()

    assert (contracts(engine)["303"].gone, contracts(engine)["303"].active) == (
        True,
        False,
    )


def test_a_row_that_a_page_lost_is_not_a_contract_that_is_gone():
    """Its own route still knows it; else its renewal would be withdrawn."""
    engine = synced()
    engine.rows["ClientContract"].remove(303)
    engine.halo.faults.add(
        Fault(
            "respond",
            path="/api/clientcontract/303",
            status=200,
            headers={"Content-Type": "application/json"},
            body='{"id": 303, "client_id": 12, "ref": "Contract 303"}',
        )
    )

    engine.sync()

    assert not contracts(engine)["303"].gone


def test_a_contract_that_comes_back_is_no_longer_gone():
    engine = synced()
    row = engine.rows["ClientContract"].get(303)
    engine.halo.mutate({**GONE, "contract_id": 303})
    engine.sync()

    engine.rows["ClientContract"].put(row)
    engine.later(minutes=15).sync()

    assert not contracts(engine)["303"].gone
    assert contracts(engine)["303"].active


def test_too_many_gone_at_once_stop_the_sync_and_keep_the_data():
    """F31."""
    engine = synced()
    for number in (301, 302, 303):
        engine.halo.mutate({**GONE, "contract_id": number})

    engine.sync()

    assert engine.state.stopped == ("3 of 10 contracts are gone at once, more than 20%")
    assert not any(c.gone for c in contracts(engine).values())
    (raised,) = engine.exceptions().values()
    assert (raised.rule, raised.owner_id) == ("sync_stopped", "ops@msp.example")


def test_an_empty_list_is_not_believed():
    engine = synced()
    engine.halo.faults.add(Fault("empty_list", path="/api/clientcontract"))

    engine.sync()

    assert "10 of 10 contracts are gone" in engine.state.stopped
    assert len(contracts(engine)) == 10


@pytest.mark.parametrize("action", ["truncated", "login_page"])
def test_a_page_that_is_none_is_an_error_and_no_empty_list(action):
    """F30."""
    engine = synced()
    engine.halo.faults.add(Fault(action, path="/api/clientcontract"))

    engine.sync()

    assert engine.state.active
    assert not any(c.gone for c in contracts(engine).values())


def test_a_fifth_gone_is_still_believed():
    engine = synced()
    for number in (301, 302):
        engine.halo.mutate({**GONE, "contract_id": number})

    engine.sync()

    assert [key for key, c in contracts(engine).items() if c.gone] == ["301", "302"]


def test_of_five_contracts_a_share_says_something():
    engine = synced(tenant(5))
    for number in (301, 302):
        engine.halo.mutate({**GONE, "contract_id": number})

    engine.sync()

    assert engine.state.stopped


def test_of_few_contracts_a_share_says_nothing():
    engine = synced(tenant(4))
    for number in (301, 302):
        engine.halo.mutate({**GONE, "contract_id": number})

    engine.sync()

    assert engine.state.stopped == ""


def test_the_stop_is_lifted_by_a_good_run():
    engine = synced()
    engine.halo.faults.add(Fault("empty_list", path="/api/clientcontract"))
    engine.sync()
    engine.halo.faults.clear()

    engine.later(minutes=15).sync()

    assert engine.state.stopped == ""
    assert engine.exceptions() == {}


def test_a_stop_is_told_even_if_the_worker_died_before_telling():
    engine = synced()
    engine.halo.faults.add(Fault("empty_list", path="/api/clientcontract"))
    run.plan(engine.app)
    while engine.state.active:
        message = engine.queues.visible(run.QUEUE)[0]
        engine.handle(run.QUEUE, message)
    key = "sync_stopped:sync_halopsa"
    engine.stores.projections.clear()
    engine.tables.delete("timeline", list(engine.tables.query("timeline")))

    run.work(engine.app, message.body)

    assert key in engine.exceptions()


def test_too_many_bad_rows_stop_the_sync_and_keep_the_data():
    """F36."""
    engine = synced(tenant(20))
    for number in (301, 302):
        engine.halo.mutate(
            {
                "op": "change_contract",
                "contract_id": number,
                "fields": {"end_date": "2027-13-45T00:00:00"},
            }
        )

    engine.sync()

    assert engine.state.stopped.startswith("contracts: 2 of 20 records are bad")
    assert "301" in contracts(engine)


def test_one_bad_row_in_twenty_is_still_believed():
    engine = synced(tenant(20))
    broken = {"end_date": "2027-13-45T00:00:00"}
    engine.halo.mutate({"op": "change_contract", "contract_id": 301, "fields": broken})

    engine.sync()

    assert engine.state.stopped == ""


def test_one_bad_row_is_set_aside_and_the_rest_goes_on():
    """F35."""
    bad = upstream.contract(777, 12, end_date="2027-13-45T00:00:00")
    engine = Engine(tenant(contracts=[*good(20), bad]))

    engine.sync()

    assert engine.state.stopped == ""
    assert engine.quarantined() == ["contracts/777.json"]
    assert len(contracts(engine)) == 20


def good(count):
    return [upstream.contract(301 + n, 12) for n in range(count)]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"client_id": None}, "client_id"),
        ({"client_id": 0}, "client_id"),
        ({"client_id": -1}, "client_id"),
        ({"start_date": "2026-02-31T00:00:00"}, "start_date"),
    ],
)
def test_a_contract_that_cannot_be_used_is_an_exception_with_owner_and_value(
    broken, reason
):
    """Without a customer it has no timeline of its own, and must not be forgotten."""
    bad = {**upstream.contract(777, 12), **broken}
    engine = Engine(
        tenant(contracts=[*good(20), bad], bills=[upstream.bill(777, 12, price=500.0)])
    )
    engine.sync()

    engine.later(minutes=15).sync()

    item = engine.exceptions()["contract_unreadable:777"]
    assert reason in item.message
    assert item.owner_id == "ops@msp.example"
    engine.rows["ClientContract"].put(upstream.contract(777, 12))
    engine.later(minutes=15).sync()
    assert engine.exceptions() == {}


def test_an_unusable_contract_shows_the_value_exposed():
    engine = synced(
        tenant(
            contracts=[*good(20), upstream.contract(777, 12)],
            bills=[upstream.bill(777, 12, price=500.0)],
        )
    )

    engine.halo.mutate(
        {"op": "change_contract", "contract_id": 777, "fields": {"client_id": None}}
    )
    engine.sync()

    item = engine.exceptions()["contract_unreadable:777"]
    assert (item.value_minor, item.currency) == (600_000, "GBP")


def test_a_bad_row_is_no_contract_that_is_gone():
    engine = synced(tenant(20))
    engine.halo.mutate(
        {"op": "change_contract", "contract_id": 303, "fields": {"client_id": None}}
    )

    engine.sync()

    assert not contracts(engine)["303"].gone


def test_a_contract_that_moves_to_another_customer_leaves_no_copy():
    """F24."""
    engine = synced()
    engine.halo.mutate(
        {"op": "change_contract", "contract_id": 303, "fields": {"client_id": 13}}
    )

    engine.sync()

    found = [c.customer_id for c in engine.stores.contracts.all() if c.id == "303"]
    assert found == ["13"]


def test_a_contract_that_moves_between_list_and_detail_leaves_no_copy():
    engine = synced()
    fields = {"op": "change_contract", "contract_id": 303}
    engine.halo.mutate({**fields, "fields": {"ref": "New name"}})
    run.plan(engine.app)
    while engine.state.position.step is not Step.CONTRACT_DETAILS:
        engine.handle(run.QUEUE, engine.queues.visible(run.QUEUE)[0])

    engine.halo.mutate({**fields, "fields": {"client_id": 13}})
    engine.work()

    found = [c.customer_id for c in engine.stores.contracts.all() if c.id == "303"]
    assert found == ["13"]


def test_a_contract_that_is_gone_between_list_and_detail_is_marked():
    engine = synced()
    engine.halo.mutate(
        {"op": "change_contract", "contract_id": 303, "fields": {"ref": "New name"}}
    )
    run.plan(engine.app)
    while engine.state.position.step is not Step.CONTRACT_DETAILS:
        engine.handle(run.QUEUE, engine.queues.visible(run.QUEUE)[0])

    engine.halo.mutate({**GONE, "contract_id": 303})
    engine.work()

    assert contracts(engine)["303"].gone


def one_detail_due(engine):
    """Go to the step that reads details, with one contract to be read."""
    engine.halo.mutate(
        {"op": "change_contract", "contract_id": 303, "fields": {"ref": "New name"}}
    )
    run.plan(engine.app)
    while engine.state.position.step is not Step.CONTRACT_DETAILS:
        engine.handle(run.QUEUE, engine.queues.visible(run.QUEUE)[0])


def test_a_detail_that_cannot_be_read_is_set_aside_and_the_rest_goes_on():
    engine = synced()
    one_detail_due(engine)
    engine.halo.faults.add(
        Fault(
            "respond",
            path="/api/clientcontract/303",
            status=200,
            headers={"Content-Type": "application/json"},
            body='{"id": 303, "client_id": 12, "end_date": "2027-13-45T00:00:00"}',
        )
    )

    engine.work()

    kept = contracts(engine)["303"]
    assert (kept.reference, kept.detail_due) == ("New name", False)
    assert kept.fields["renewal_mode"] == "manual"  # of the last good detail
    assert engine.quarantined() == ["contract/303.json"]
    assert engine.state.position.step is Step.DONE


def test_contracts_on_several_pages_are_all_read():
    engine = Engine(tenant(230))

    engine.sync()

    assert len(contracts(engine)) == 230


def test_a_repeated_page_of_contracts_is_read_once():
    engine = Engine(tenant(100), repeat_last_page=True)

    engine.sync()

    assert engine.state.counts["contracts"].read == 100
