# ruff: noqa: ARG001  # a trigger function has its parameter, used or not

import threading
import time

import azure.functions as func
import pytest

from functions.localhost.host import LocalHost
from functions.localhost.invocation import Invocation
from functions.localhost.problems import FunctionFailed, HostError

from .fakes import MemoryMailbox, a_timer_app, nothing_to_do

SETTINGS = {"AzureWebJobsStorage": "in memory"}


class Boxes(dict[str, MemoryMailbox]):
    """One memory mailbox per queue name."""

    def of(self, _connection, name):
        return self.setdefault(name, MemoryMailbox(name))


def a_chain(boxes, *, length):
    app = func.FunctionApp()

    @app.timer_trigger(arg_name="timer", schedule="0 0 6 * * *")
    def begin(timer: func.TimerRequest) -> None:
        boxes["one"].post("0")

    @app.queue_trigger("message", "one", "AzureWebJobsStorage")
    def one(message: func.QueueMessage) -> None:
        number = int(message.get_body())
        if number < length:
            boxes["two"].post(str(number + 1))

    @app.queue_trigger("message", "two", "AzureWebJobsStorage")
    def two(message: func.QueueMessage) -> None:
        boxes["one"].post(message.get_body().decode())

    return app


def a_host(app, boxes):
    return LocalHost(app, SETTINGS, mailbox_of=boxes.of)


def test_a_timer_is_run_once_and_its_chained_messages_are_drained():
    boxes = Boxes(one=MemoryMailbox("one"), two=MemoryMailbox("two"))
    host = a_host(a_chain(boxes, length=10), boxes)
    heard: list[Invocation] = []

    host.run("begin")
    report = host.drain(10, heard.append)

    assert report.emptied
    assert report.succeeded == {"one": 11, "two": 10}
    assert report.processed == len(heard) == 21
    assert report.seconds < 5


def test_a_drain_ends_at_its_time_limit():
    boxes = Boxes(one=MemoryMailbox("one"), two=MemoryMailbox("two"))
    host = a_host(a_chain(boxes, length=10**9), boxes)

    host.run("begin")
    report = host.drain(0.2)

    assert not report.emptied
    assert report.remaining.total() == 1
    assert 0.2 <= report.seconds < 2


def test_a_message_sent_while_the_queues_are_counted_is_not_left_behind():
    one, counted = MemoryMailbox("one"), threading.Event()

    class Two(MemoryMailbox):
        def count(self):
            """Let the function of queue one finish right after this count."""
            before = super().count()
            counted.set()
            while one.count():
                time.sleep(0.001)
            return before

    app, two = func.FunctionApp(), Two("two")

    @app.queue_trigger("message", "two", "AzureWebJobsStorage")
    def last(message: func.QueueMessage) -> None:
        """End the chain."""

    @app.queue_trigger("message", "one", "AzureWebJobsStorage")
    def first(message: func.QueueMessage) -> None:
        counted.wait(0.2)
        two.post("sent late")

    one.post("x")

    report = a_host(app, Boxes(one=one, two=two)).drain(5)

    assert report.succeeded == {"first": 1, "last": 1}


def test_a_crash_in_a_function_ends_the_drain_and_leaves_the_message():
    class Crash(BaseException):
        """Stands for the death of the process."""

    boxes, app = Boxes(one=MemoryMailbox("one")), func.FunctionApp()
    boxes["one"].post("x")

    @app.queue_trigger("message", "one", "AzureWebJobsStorage")
    def die(message: func.QueueMessage) -> None:
        raise Crash

    with pytest.raises(Crash):
        a_host(app, boxes).drain(5)

    assert boxes["one"].count() == 1


def test_a_failed_timer_is_raised_with_its_cause():
    def fail(timer: func.TimerRequest) -> None:
        raise ValueError("no luck")

    with pytest.raises(
        FunctionFailed, match="fail failed: ValueError: no luck"
    ) as caught:
        LocalHost(a_timer_app(fail), {}).run("fail")

    assert isinstance(caught.value.__cause__, ValueError)


def test_an_unknown_timer_is_named_with_those_that_exist():
    with pytest.raises(
        HostError, match="nosuch is not a timer function; there are: not"
    ):
        LocalHost(a_timer_app(nothing_to_do), {}).run("nosuch")


def test_without_storage_a_host_with_timers_does_not_serve():
    with pytest.raises(HostError, match="AzureWebJobsStorage is not set"):
        LocalHost(a_timer_app(nothing_to_do), {}).serve()
