"""What happens to a message that fails, never decodes, or cannot be settled."""

# ruff: noqa: ARG001  # a trigger function has its parameter, used or not

import base64
import threading
import time
from datetime import timedelta

import azure.functions as func
from azure.core.exceptions import ServiceRequestError

from .fakes import MemoryMailbox
from .listeners import SOON, a_listener, into, work_off


def test_a_message_that_fails_five_times_moves_to_poison_with_the_same_body():
    counts = []

    def fail(message: func.QueueMessage) -> None:
        counts.append(message.dequeue_count)
        raise ValueError("no luck")

    mailbox = MemoryMailbox()
    mailbox.post("one")

    work_off(a_listener(fail, mailbox))

    assert counts == [1, 2, 3, 4, 5]
    assert mailbox.deliveries == 5
    assert mailbox.poison == [base64.b64encode(b"one").decode()]


def test_a_returned_value_fails_the_invocation():
    def careless(message: func.QueueMessage):
        return message.get_body().decode()

    mailbox = MemoryMailbox()
    mailbox.post("one")

    work_off(a_listener(careless, mailbox, max_dequeue_count=1))

    assert len(mailbox.poison) == 1


def test_a_failed_message_stays_hidden_for_the_visibility_timeout():
    times = []

    def fail_once(message: func.QueueMessage) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            raise ValueError("no luck")

    mailbox = MemoryMailbox()
    mailbox.post("one")

    work_off(a_listener(fail_once, mailbox, visibility_timeout=timedelta(seconds=0.2)))

    assert times[1] - times[0] >= 0.2


def test_a_message_that_does_not_decode_goes_to_poison_unseen():
    seen: list[func.QueueMessage] = []
    mailbox = MemoryMailbox()
    mailbox.post("abcd!", encoded=False)

    work_off(a_listener(into(seen), mailbox))

    assert seen == []
    assert mailbox.poison == ["abcd!"]


def test_a_message_that_was_taken_too_often_goes_to_poison_unseen():
    """A host that died five times in mid-message never reported a failure."""
    seen: list[func.QueueMessage] = []
    mailbox = MemoryMailbox()
    mailbox.post("one")
    for _ in range(5):
        mailbox.receive(1, 0.0)

    work_off(a_listener(into(seen), mailbox))

    assert seen == []
    assert len(mailbox.poison) == 1


def test_a_body_that_is_no_text_goes_to_poison_when_text_is_wanted():
    mailbox = MemoryMailbox()
    mailbox.post(base64.b64encode(b"\xff").decode(), encoded=False)

    def keep(message: str) -> None:
        raise AssertionError(message)

    work_off(a_listener(keep, mailbox))

    assert mailbox.poison == [base64.b64encode(b"\xff").decode()]


def test_a_message_that_cannot_be_settled_comes_back(caplog):
    class Unreliable(MemoryMailbox):
        failures = 1

        def delete(self, letter):
            if self.failures:
                self.failures -= 1
                raise ServiceRequestError("no answer")
            super().delete(letter)

    counts = []

    def keep(message: func.QueueMessage) -> None:
        counts.append(message.dequeue_count)

    mailbox = Unreliable()
    mailbox.post("one")

    work_off(a_listener(keep, mailbox, lease_seconds=0.1))

    assert counts == [1, 2]
    assert "message 1 was not settled" in caplog.text


def test_a_listener_outlives_a_storage_that_does_not_answer(caplog):
    class Unreliable(MemoryMailbox):
        failures = 1

        def receive(self, count, lease_seconds):
            if self.failures:
                self.failures -= 1
                raise ServiceRequestError("no answer")
            return super().receive(count, lease_seconds)

    stopping = threading.Event()

    def stop(message: func.QueueMessage) -> None:
        stopping.set()

    mailbox = Unreliable()
    mailbox.post("one")
    listener = a_listener(stop, mailbox, max_polling_interval=SOON)

    listener.run(stopping)

    assert listener.close(1)
    assert mailbox.count() == 0
    assert "queue of stop cannot be read" in caplog.text
