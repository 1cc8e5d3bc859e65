"""Webhook deliveries, without a network."""

import base64
import json
from collections import Counter

import pytest

URL = "http://127.0.0.1:9/hook"
TICKETS = range(40_010, 40_020)


def deliveries(caller, **settings):
    caller.admin("POST", "/webhook", {"url": URL, **settings})
    for number in TICKETS:
        caller.halo.mutate({"op": "touch_ticket", "ticket_id": number})
    return caller.instance.webhooks.drain()


def objects(found):
    return [json.loads(delivery.body)["object_id"] for delivery in found]


def test_nothing_is_kept_without_a_webhook(caller):
    caller.halo.mutate({"op": "touch_ticket", "ticket_id": 40_010})

    assert caller.instance.webhooks.drain() == []


def test_each_update_is_one_object(caller):
    found = deliveries(caller)

    body = json.loads(found[0].body)
    assert objects(found) == list(TICKETS)
    assert body["event"] == "Ticket Updated"
    assert body["ticket"].keys() == {"id", "summary", "status_id", "client_id"}


def test_basic_authentication_is_sent(caller):
    found = deliveries(caller, username="halo", password="secret")

    expected = base64.b64encode(b"halo:secret").decode()
    assert found[0].headers["Authorization"] == f"Basic {expected}"


def test_batches_are_arrays(caller):
    found = deliveries(caller, batch=4)

    assert [len(json.loads(delivery.body)) for delivery in found] == [4, 4, 2]


def test_duplicates_are_sent_twice(caller):
    counts = Counter(objects(deliveries(caller, duplicate=1.0)))

    assert set(counts.values()) == {2}


def test_drops_are_never_sent(caller):
    assert deliveries(caller, drop=1.0) == []


def test_deliveries_can_be_out_of_order(caller):
    found = objects(deliveries(caller, reorder=True))

    assert found != list(TICKETS)
    assert sorted(found) == list(TICKETS)


@pytest.mark.parametrize(
    ("operation", "event"),
    [
        ({"op": "add_tickets", "client_id": 12}, "new ticket logged"),
        ({"op": "delete_ticket", "ticket_id": 40_010}, "Ticket Deleted"),
        ({"op": "close_ticket", "ticket_id": 40_010}, "Ticket Closed"),
    ],
)
def test_events_have_the_vendors_names(caller, operation, event):
    caller.admin("POST", "/webhook", {"url": URL, "full_object": True})

    caller.halo.mutate(operation)

    body = json.loads(caller.instance.webhooks.drain()[0].body)
    assert body["event"] == event
    assert "dateoccurred" in body["ticket"]


def test_writes_through_the_api_are_events_too(caller):
    caller.admin("POST", "/webhook", {"url": URL})

    created = caller.post("/Tickets", [{"summary": "x"}]).json()

    assert objects(caller.instance.webhooks.drain()) == [created["id"]]
