"""The timer trigger: one run per occurrence, one after downtime, never two at once.

The rules are those of TimerListener.cs and ScheduleMonitor.cs.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from azure.core.exceptions import AzureError

from functions.localhost.index import Function
from functions.localhost.invocation import Invocation, Wait, invoke_with_retries
from functions.localhost.monitor import Monitor
from functions.localhost.payloads import Occurrence, timer_request
from functions.localhost.schedule import Schedule

log = logging.getLogger(__name__)

_STORAGE_SECONDS = 5.0

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time now in UTC."""
    return datetime.now(UTC)


class Timer:
    """One timer function with its schedule and what is known of its runs."""

    def __init__(
        self, function: Function, schedule: Schedule, monitor: Monitor, *, wait: Wait
    ) -> None:
        self.function = function
        self.next_at = datetime.max.replace(tzinfo=UTC)
        self._schedule = schedule
        self._monitor = monitor
        self._wait = wait
        self._known = Occurrence()
        self._monitored = function.trigger.get("useMonitor") is not False

    def start(self, now: datetime) -> bool:
        """Read the stored state; true when an occurrence was missed meanwhile."""
        # The host keeps no state for timers that fire more than once a minute.
        self._monitored = self._monitored and not self._schedule.is_frequent(now)
        stored = self._monitor.read(self.function.name) if self._monitored else None
        self._remember(stored or self._first(now), write=stored is None)
        if stored is not None and self._expected(stored, now) != stored.next_at:
            # The schedule was changed: its missed occurrences are not made up for.
            self._remember(self._first(now), write=True)
        return self.next_at < now

    def fire(self, now: datetime, *, past_due: bool = False) -> Invocation:
        """Run the function and work out the next occurrence from `now`."""
        done = invoke_with_retries(
            self.function,
            timer_request(self._known, past_due=past_due),
            wait=self._wait,
            details={"past_due": past_due},
        )
        after = self._schedule.next_after(now)
        self._remember(
            Occurrence(last_at=now, next_at=after, updated_at=now), write=True
        )
        return done

    def seconds_until_due(self, now: datetime) -> float:
        """Return how long to wait; an occurrence missed meanwhile is due at once."""
        return max(0.0, (self.next_at - now).total_seconds())

    def _first(self, now: datetime) -> Occurrence:
        return Occurrence(next_at=self._schedule.next_after(now), updated_at=now)

    def _expected(self, stored: Occurrence, now: datetime) -> datetime:
        return self._schedule.next_after(stored.last_at or stored.updated_at or now)

    def _remember(self, occurrence: Occurrence, *, write: bool) -> None:
        self._known = occurrence
        self.next_at = occurrence.next_at or self.next_at
        if write and self._monitored:
            try:
                self._monitor.write(self.function.name, occurrence)
            except AzureError as error:  # The schedule goes on from memory.
                log.warning("state of %s was not kept: %s", self.function.name, error)


def run_timer(timer: Timer, stopping: threading.Event, clock: Clock = utc_now) -> None:
    """Fire the timer at its times until told to stop."""
    while not _started(timer, clock):
        if stopping.wait(_STORAGE_SECONDS):
            return
    log.info("%s fires next at %s", timer.function.name, timer.next_at.isoformat())
    while not stopping.wait(_bounded(timer.seconds_until_due(clock()))):
        if timer.seconds_until_due(clock()) == 0:
            timer.fire(clock())


def _started(timer: Timer, clock: Clock) -> bool:
    """Start the timer and make up for what was missed; false without storage."""
    now = clock()
    try:
        past_due = timer.start(now)
    except AzureError as error:
        log.warning("state of %s cannot be read: %s", timer.function.name, error)
        return False
    if past_due or _runs_on_startup(timer.function.trigger):
        timer.fire(now, past_due=past_due)
    return True


def _runs_on_startup(trigger: Mapping[str, Any]) -> bool:
    return trigger.get("runOnStartup") is True


def _bounded(seconds: float) -> float:
    # Long waits are cut so that a clock that was set or a sleeping laptop is noticed.
    return min(seconds, 30.0)
