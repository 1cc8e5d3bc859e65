# ruff: noqa: ARG001  # a trigger function has its parameter, used or not

import threading
import time
from collections import Counter

import azure.functions as func
import pytest

from .fakes import MemoryMailbox
from .listeners import a_listener, work_off


def test_a_processed_message_is_deleted():
    bodies = []

    def keep(message: func.QueueMessage) -> None:
        bodies.append((message.get_body(), message.dequeue_count))

    mailbox = MemoryMailbox()
    mailbox.post("one")

    work_off(a_listener(keep, mailbox))

    assert bodies == [(b"one", 1)]
    assert mailbox.count() == 0
    assert mailbox.poison == []


def test_without_encoding_the_text_is_the_body():
    bodies = []

    def keep(message: func.QueueMessage) -> None:
        bodies.append(message.get_body())

    mailbox = MemoryMailbox()
    mailbox.post("plain text", encoded=False)

    work_off(a_listener(keep, mailbox, message_encoding="none"))

    assert bodies == [b"plain text"]


@pytest.mark.parametrize(("kind", "expected"), [(str, "one"), (bytes, b"one")])
def test_an_annotated_parameter_gets_the_bare_body(kind, expected):
    bodies = []

    def keep(message) -> None:
        bodies.append(message)

    keep.__annotations__["message"] = kind
    mailbox = MemoryMailbox()
    mailbox.post("one")

    work_off(a_listener(keep, mailbox))

    assert bodies == [expected]


def test_the_lease_is_renewed_while_the_function_runs():
    runs = []

    def slow(message: func.QueueMessage) -> None:
        runs.append(message.id)
        time.sleep(0.5)

    mailbox = MemoryMailbox()
    mailbox.post("one")

    work_off(a_listener(slow, mailbox, lease_seconds=0.2))

    assert len(runs) == 1
    assert mailbox.renewals >= 2
    assert mailbox.count() == 0


def test_a_batch_runs_in_parallel():
    together = threading.Barrier(4, timeout=5)

    def meet(message: func.QueueMessage) -> None:
        together.wait()

    mailbox = MemoryMailbox()
    for number in range(4):
        mailbox.post(str(number))

    work_off(a_listener(meet, mailbox, batch_size=4))

    assert mailbox.poison == []
    assert not together.broken


def test_a_new_batch_waits_until_few_enough_messages_are_in_hand():
    go_on = threading.Event()

    def hold(message: func.QueueMessage) -> None:
        go_on.wait(5)

    mailbox = MemoryMailbox()
    for number in range(6):
        mailbox.post(str(number))
    listener = a_listener(hold, mailbox, batch_size=2, new_batch_threshold=2)

    fetched = [listener.fetch() for _ in range(4)]
    go_on.set()
    work_off(listener)

    assert fetched == [2, 2, 0, 0]


def test_one_at_a_time_means_one_at_a_time():
    running: Counter[str] = Counter()
    most: list[int] = []

    def count(message: func.QueueMessage) -> None:
        running["now"] += 1
        most.append(running["now"])
        time.sleep(0.01)
        running["now"] -= 1

    mailbox = MemoryMailbox()
    for number in range(5):
        mailbox.post(str(number))

    work_off(a_listener(count, mailbox, batch_size=1, new_batch_threshold=0))

    assert most == [1, 1, 1, 1, 1]


def test_what_is_still_running_at_the_end_is_reported():
    go_on = threading.Event()

    def hang(message: func.QueueMessage) -> None:
        go_on.wait(5)

    mailbox = MemoryMailbox()
    mailbox.post("one")
    listener = a_listener(hang, mailbox)
    listener.fetch()

    finished = listener.close(0.05)
    go_on.set()

    assert not finished
    assert listener.close(5)
