"""A whole deployment in memory: stores, queues, timers, workers, faults, one clock."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from shared.domain.errors import DomainError, SourceError
from tests.simulation.clock import VirtualClock
from tests.simulation.faults import Crash, Injector
from tests.simulation.faulty import (
    FaultyBlobs,
    FaultyQueues,
    FaultyTables,
    FaultyTransport,
)
from tests.simulation.halo import InProcess
from tests.simulation.memory import MemoryBlobs, MemoryTables
from tests.simulation.plans import no_faults
from tests.simulation.queues import MemoryQueues
from tests.simulation.scheduler import Scheduler

DAY = timedelta(days=1)
CALL_SECONDS = 0.05
IDLE_SECONDS = 0.5
# What a run may end with and be tried again; anything else is a bug of the engine.
EXPECTED = (DomainError, SourceError, httpx.TransportError)


class Surroundings:
    """Everything outside the engine; `tables` and the rest are what the engine gets.

    `kept_tables`, `kept_queues` and `kept_blobs` are the stores without the faults,
    for set-up and checks. `transport` serves `halo` (a `HaloPsa.handle`), if given.
    """

    def __init__(self, *, seed=0, plan=no_faults, halo=None, clock=None):
        self.seed = seed
        self.clock = clock or VirtualClock()
        self.scheduler = Scheduler(self.clock, seed)
        self.injector = Injector(plan, sleep=self.clock.sleep, pause=self._pause)
        self.kept_tables = MemoryTables()
        self.kept_queues = MemoryQueues(self.clock.now)
        self.kept_blobs = MemoryBlobs()
        self.tables = FaultyTables(self.kept_tables, self.injector)
        self.queues = FaultyQueues(self.kept_queues, self.injector)
        self.blobs = FaultyBlobs(self.kept_blobs, self.injector)
        self.transport = halo and FaultyTransport(InProcess(halo), self.injector)

    def _pause(self):
        # Calls take time, so that claims can end and idle workers look up.
        self.clock.advance(CALL_SECONDS)
        self.scheduler.pause()


@dataclass(frozen=True)
class Engine:
    """What one process runs: timers by name, queue handlers by queue.

    `every` gives a timer's interval where it is not a day.
    """

    timers: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    handlers: Mapping[str, Callable[[str], object]] = field(default_factory=dict)
    every: Mapping[str, timedelta] = field(default_factory=dict)


class World:
    """Runs an engine day by day; `start` makes a new process, at birth and after a
    crash, so that nothing kept in memory survives one.
    """

    def __init__(self, surroundings, start, *, workers=1):
        self.surroundings = surroundings
        self.failures = []
        self.crashes = []
        self.on_crash = lambda: None  # for a check of what the dead left behind
        self._start = start
        self._plan = str(surroundings.injector.plan)  # healing takes it away
        self._names = [f"worker-{number}" for number in range(1, workers + 1)]
        self._dice = random.Random(f"world:{surroundings.seed}")
        self._due = {}
        self._busy = set()
        self._end = None

    def run_until_quiet(self, days=1):
        """Fire the timers for so many days and work until no message can be taken."""
        clock = self.surroundings.clock
        self._end = clock.now() + days * DAY
        engine = self._start()
        self._queues = sorted(engine.handlers)
        self._every = {name: engine.every.get(name, DAY) for name in engine.timers}
        self._due = {name: self._due.get(name, clock.now()) for name in engine.timers}
        self.surroundings.scheduler.run(dict.fromkeys(self._names, self._life))
        clock.advance_to(self._end)

    def heal(self):
        """Let no more faults happen."""
        self.surroundings.injector.heal()

    def unexpected(self):
        """List the failures that no fault explains."""
        return [
            f"unexpected: {job}: {error!r}"
            for job, error in self.failures
            if not isinstance(error, EXPECTED)
        ]

    @property
    def label(self):
        """Name this run so that it can be repeated."""
        return f"SEED={self.surroundings.seed} {self._plan}"

    def _life(self):
        while True:
            try:
                self._work(self._start())
            except Crash as crash:
                self.crashes.append(str(crash))
                self.on_crash()
                self.surroundings.injector.revive()
            else:
                return

    def _work(self, engine):
        scheduler, clock = self.surroundings.scheduler, self.surroundings.clock
        while True:
            scheduler.pause()
            job = self._next_job()
            if job is not None:
                self._run(engine, *job)
                continue
            moment = self._next_moment()
            if moment is not None:
                scheduler.sleep((moment - clock.now()).total_seconds())
            elif self._busy:
                scheduler.sleep(IDLE_SECONDS)  # the other may still send something
            else:
                return

    def _next_job(self):
        now = self.surroundings.clock.now()
        jobs = [(name, None) for name, at in self._due.items() if at <= now < self._end]
        for queue in self._queues:
            jobs += [(queue, m) for m in self.surroundings.kept_queues.visible(queue)]
        return self._dice.choice(jobs) if jobs else None

    def _next_moment(self):
        moments = [at for at in self._due.values() if at < self._end]
        visible = self.surroundings.kept_queues.next_visible_at(self._queues)
        if visible is not None and visible < self._end:
            moments.append(visible)
        return min(moments, default=None)

    def _run(self, engine, name, message):
        token = object()
        self._busy.add(token)
        try:
            if message is None:
                self._fire(engine, name)
            else:
                self._handle(engine, name, message)
        finally:
            self._busy.discard(token)

    def _fire(self, engine, name):
        # Missed times are not made up for, as the platform's timers don't either.
        while self._due[name] <= self.surroundings.clock.now():
            self._due[name] += self._every[name]
        try:
            engine.timers[name]()
        except Exception as error:  # noqa: BLE001  # the host logs it and goes on
            self.failures.append((name, error))

    def _handle(self, engine, queue, message):
        queues = self.surroundings.kept_queues
        taken = queues.take(queue, message)
        try:
            engine.handlers[queue](taken.body)
        except Exception as error:  # noqa: BLE001  # the host lets it come again
            self.failures.append((f"{queue} {message.body}", error))
            queues.failed(queue, taken)
        else:
            queues.done(queue, taken)
