"""Webhooks: hints, coalesced, durable before they are remembered, read again."""

import json

import pytest

from sandbox.halopsa.faults import Fault
from shared.domain.errors import SourceUnavailable
from shared.services import receive_webhook
from tests.shared.services import upstream
from tests.shared.services.engine import Engine


def synced():
    engine = Engine()
    engine.sync()
    engine.halo.ledger.reset()
    return engine


def asked(engine):
    bodies = engine.queues.bodies(receive_webhook.QUEUE)
    return [json.loads(body)["ticket_id"] for body in bodies]


def test_each_ticket_is_asked_for_once():
    engine = synced()

    count = receive_webhook.accept(engine.app, ["4001", "4002", "4001"])

    assert (count, asked(engine)) == (2, ["4001", "4002"])


def test_a_hundred_deliveries_at_once_are_one_read():
    """F40."""
    engine = synced()

    counts = [receive_webhook.accept(engine.app, ["4001"]) for _ in range(100)]

    assert sum(counts) == 1
    engine.later(seconds=11).work()
    assert len(engine.requests("/api/tickets/4001")) == 1


def test_a_later_delivery_is_another_read():
    engine = synced()
    receive_webhook.accept(engine.app, ["4001"])

    assert receive_webhook.accept(engine.later(seconds=10).app, ["4001"]) == 1


def test_the_read_waits_until_the_burst_is_over():
    engine = synced()
    receive_webhook.accept(engine.app, ["4001"])

    assert engine.later(seconds=9).waiting() == []
    assert len(engine.later(seconds=2).waiting()) == 1


class Down:
    """Queues that are not there."""

    def send(self, *_, **__):
        raise SourceUnavailable("queues are down")


def test_a_hint_that_could_not_be_queued_is_not_remembered():
    engine = synced()
    with pytest.raises(SourceUnavailable):
        receive_webhook.accept(engine.process(messages=Down()), ["4001"])

    assert receive_webhook.accept(engine.app, ["4001"]) == 1


def test_a_hint_leads_to_a_fresh_ticket_and_fresh_facts():
    engine = synced()
    engine.halo.mutate({"op": "reopen_ticket", "ticket_id": 4001})

    receive_webhook.accept(engine.app, ["4001"])
    engine.later(seconds=11).work()

    (ticket,) = [t for t in engine.stores.tickets.all() if t.id == "4001"]
    (month,) = [f for f in engine.stores.facts.of("12") if f.opened]
    assert (ticket.reopened, month.reopened, month.still_open) == (1, 1, 1)


def test_a_new_ticket_is_stored():
    engine = synced()
    (made,) = engine.halo.mutate({"op": "add_tickets", "client_id": 12})
    number = str(made["ids"][0])

    receive_webhook.accept(engine.app, [number])
    engine.later(seconds=11).work()

    assert number in {t.id for t in engine.stores.tickets.all()}


def test_a_forged_hint_costs_one_read_and_changes_nothing():
    engine = synced()
    before = list(engine.stores.tickets.all())

    receive_webhook.accept(engine.app, ["999999"])
    engine.later(seconds=11).work()

    assert list(engine.stores.tickets.all()) == before
    assert len(engine.requests("/api/tickets")) == 1


def test_a_deleted_ticket_is_marked():
    engine = synced()
    engine.rows["Tickets"].remove(4001)

    receive_webhook.accept(engine.app, ["4001"])
    engine.later(seconds=11).work()

    assert [t.id for t in engine.stores.tickets.all() if t.deleted] == ["4001"]


def test_a_task_that_a_person_closed_is_seen_at_once():
    engine = synced()
    engine.rows["Tickets"].put(
        upstream.ticket(4100, 12, summary="Review [rnwl-0123456789ab]")
    )

    receive_webhook.accept(engine.app, ["4100"])
    engine.later(seconds=11).work()

    assert [task.closed for task in engine.stores.tasks.all()] == [True]


def test_a_ticket_that_cannot_be_read_now_comes_again():
    engine = synced()
    engine.halo.faults.add(Fault("server_error", path="/api/tickets/4001"))

    with pytest.raises(SourceUnavailable):
        receive_webhook.work(engine.app, '{"ticket_id": "4001"}')
