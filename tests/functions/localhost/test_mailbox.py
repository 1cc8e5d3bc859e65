"""The queue over real storage: what the memory mailbox only imitates."""

import time

import pytest
from azure.storage.queue import QueueClient

from functions.localhost.mailbox import StorageMailbox

pytestmark = pytest.mark.azurite


@pytest.fixture
def queue(azurite, storage_prefix):
    with QueueClient.from_connection_string(azurite, storage_prefix) as client:
        client.create_queue()
        yield client


@pytest.fixture
def mailbox(azurite, queue):
    return StorageMailbox(azurite, queue.queue_name)


def test_a_received_message_is_hidden_with_its_text_as_it_is(mailbox, queue):
    queue.send_message("{not encoded}")

    letters = mailbox.receive(32, 60)

    assert [(one.text, one.dequeue_count) for one in letters] == [("{not encoded}", 1)]
    assert mailbox.receive(32, 60) == []
    assert mailbox.count() == 1


def test_a_batch_is_no_larger_than_asked_for(mailbox, queue):
    for number in range(5):
        queue.send_message(str(number))

    assert len(mailbox.receive(3, 60)) == 3


def test_a_renewed_lease_replaces_the_receipt(mailbox, queue):
    queue.send_message("x")
    first = mailbox.receive(1, 60)[0]

    renewed = mailbox.renew(first, 60)
    mailbox.delete(first)
    still_there = mailbox.count()
    mailbox.delete(renewed)

    assert renewed.receipt != first.receipt
    assert still_there == 1
    assert mailbox.count() == 0


def test_a_message_lost_to_another_receiver_is_left_alone(mailbox, queue):
    queue.send_message("x")
    lost = mailbox.receive(1, 1)[0]
    time.sleep(1.1)
    taken = mailbox.receive(1, 60)[0]

    assert taken.dequeue_count == 2
    assert mailbox.renew(lost, 60) is None
    mailbox.release(lost, 0)
    mailbox.delete(lost)
    assert mailbox.count() == 1


def test_a_released_message_comes_back_after_the_delay(mailbox, queue):
    queue.send_message("x")
    mailbox.release(mailbox.receive(1, 60)[0], 1)

    at_once = mailbox.receive(1, 60)
    time.sleep(1.1)
    later = mailbox.receive(1, 60)

    assert at_once == []
    assert [one.dequeue_count for one in later] == [2]


def test_the_poison_queue_is_made_when_it_is_needed(azurite, mailbox, queue):
    mailbox.send_poison("x")
    mailbox.send_poison("y")

    name = f"{queue.queue_name}-poison"
    with QueueClient.from_connection_string(azurite, name) as poison:
        assert [found.content for found in poison.peek_messages(5)] == ["x", "y"]


def test_a_queue_that_does_not_exist_yet_is_empty(azurite, storage_prefix):
    mailbox = StorageMailbox(azurite, f"{storage_prefix}-later")

    assert mailbox.receive(1, 60) == []
    assert mailbox.count() == 0
