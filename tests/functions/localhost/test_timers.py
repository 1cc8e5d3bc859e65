# ruff: noqa: ARG001  # a trigger function has its parameter, used or not

import threading
from datetime import timedelta
from typing import Any

import azure.functions as func
import pytest
from azure.core.exceptions import ServiceRequestError

from functions.localhost.index import index_app
from functions.localhost.payloads import Occurrence
from functions.localhost.schedule import parse_schedule
from functions.localhost.timers import Timer, run_timer

from .fakes import MemoryMonitor, a_moment, a_timer_app

DAILY = "0 0 6 * * *"
MONDAY = a_moment("2026-11-23T06:00:00")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def a_timer(monitor, *, schedule=DAILY, calls=None, **trigger):
    seen = [] if calls is None else calls

    def keep(timer: func.TimerRequest) -> None:
        seen.append(timer)

    function = index_app(a_timer_app(keep, schedule, **trigger))[0]
    return Timer(function, parse_schedule(schedule), monitor, wait=lambda _: False)


def test_a_new_timer_waits_for_its_next_occurrence():
    monitor = MemoryMonitor()
    timer = a_timer(monitor)

    past_due = timer.start(MONDAY + HOUR)

    assert past_due is False
    assert timer.next_at == MONDAY + DAY
    assert timer.seconds_until_due(MONDAY + 2 * HOUR) == 22 * 3600


def test_after_downtime_a_timer_fires_once_and_past_due():
    calls: list[Any] = []
    monitor = MemoryMonitor()
    a_timer(monitor).start(MONDAY - HOUR)
    after_five_days = MONDAY + 5 * DAY + HOUR

    timer = a_timer(monitor, calls=calls)
    if timer.start(after_five_days):
        timer.fire(after_five_days, past_due=True)
    started_again = a_timer(monitor).start(after_five_days + HOUR)

    assert [call.past_due for call in calls] == [True]
    assert timer.next_at == MONDAY + 6 * DAY
    assert started_again is False


def test_an_occurrence_missed_while_running_fires_at_once_and_only_once():
    monitor = MemoryMonitor()
    timer = a_timer(monitor, schedule="0 0 * * * *")
    timer.start(MONDAY - HOUR)
    timer.fire(MONDAY)

    late = MONDAY + 3 * HOUR
    assert timer.seconds_until_due(late) == 0
    timer.fire(late)

    assert timer.next_at == late + HOUR


def test_a_changed_schedule_makes_nothing_past_due():
    monitor = MemoryMonitor()
    a_timer(monitor).start(MONDAY - HOUR)

    timer = a_timer(monitor, schedule="0 0 12 * * *")

    assert timer.start(MONDAY + 5 * DAY) is False
    assert timer.next_at == MONDAY + 5 * DAY + 6 * HOUR


@pytest.mark.parametrize(
    ("schedule", "trigger"), [(DAILY, {"use_monitor": False}), ("*/10 * * * * *", {})]
)
def test_an_unmonitored_or_frequent_timer_keeps_no_state(schedule, trigger):
    monitor = MemoryMonitor()
    timer = a_timer(monitor, schedule=schedule, **trigger)

    timer.start(MONDAY)
    timer.fire(MONDAY)

    assert monitor.occurrences == {}


def test_the_request_tells_the_last_and_the_next_run():
    calls: list[Any] = []
    monitor = MemoryMonitor()
    timer = a_timer(monitor, calls=calls)
    timer.start(MONDAY - HOUR)

    timer.fire(MONDAY)
    timer.fire(MONDAY + DAY)

    assert calls[0].schedule_status["Last"] == "0001-01-01T00:00:00"
    assert calls[1].schedule_status["Last"] == MONDAY.isoformat()
    assert calls[1].schedule_status["Next"] == (MONDAY + DAY).isoformat()


def test_a_returned_value_fails_the_invocation():
    def careless(timer: func.TimerRequest):
        return "done"

    function = index_app(a_timer_app(careless))[0]
    timer = Timer(
        function, parse_schedule(DAILY), MemoryMonitor(), wait=lambda _: False
    )

    done = timer.fire(MONDAY)

    assert not done.succeeded
    assert "non-None" in str(done.error)


def test_a_retry_policy_is_honoured_with_its_delays():
    waited: list[float] = []
    counts: list[int] = []

    def wait(seconds):
        waited.append(seconds)
        return False

    def fail(timer: func.TimerRequest, context: func.Context) -> None:
        counts.append(context.retry_context.retry_count)
        raise ValueError("no luck")

    app = func.FunctionApp()
    trigger = app.timer_trigger(arg_name="timer", schedule=DAILY)
    retry = app.retry(
        strategy="exponential_backoff",
        max_retry_count="3",
        minimum_interval="00:00:02",
        maximum_interval="00:00:05",
    )
    trigger(retry(fail))
    function = index_app(app)[0]

    timer = Timer(function, parse_schedule(DAILY), MemoryMonitor(), wait=wait)
    done = timer.fire(MONDAY)

    assert not done.succeeded
    assert counts == [0, 1, 2, 3]
    assert waited == [2, 4, 5]


def test_a_running_timer_fires_on_its_schedule_and_stops_when_told():
    stopping, calls = threading.Event(), []

    def stop_after_two(timer: func.TimerRequest) -> None:
        calls.append(timer.past_due)
        if len(calls) == 2:
            stopping.set()

    function = index_app(a_timer_app(stop_after_two, "* * * * * *"))[0]
    timer = Timer(
        function, parse_schedule("* * * * * *"), MemoryMonitor(), wait=stopping.wait
    )

    run_timer(timer, stopping)

    assert calls == [False, False]


def test_a_timer_that_was_missed_is_run_when_the_host_starts():
    stopping, calls, monitor = threading.Event(), [], MemoryMonitor()

    def stop(timer: func.TimerRequest) -> None:
        calls.append(timer.past_due)
        stopping.set()

    function = index_app(a_timer_app(stop))[0]
    monitor.write("stop", Occurrence(next_at=MONDAY, updated_at=MONDAY - HOUR))
    timer = Timer(function, parse_schedule(DAILY), monitor, wait=stopping.wait)

    run_timer(timer, stopping)

    assert calls == [True]


def test_a_timer_waits_for_its_storage():
    class LateMonitor(MemoryMonitor):
        failures = 2

        def read(self, function):
            if self.failures:
                self.failures -= 1
                raise ServiceRequestError("no storage yet")
            return super().read(function)

    class Stopping(threading.Event):
        """Does not wait and asks to stop at the third wait."""

        waits = 0

        def wait(self, timeout=None):  # noqa: ARG002  # as in the parent
            self.waits += 1
            return self.waits == 3

    monitor = LateMonitor()

    run_timer(a_timer(monitor), Stopping())

    assert list(monitor.occurrences) == ["keep"]
