"""Workers as threads of which one runs at a time: a seed decides which, each call."""

import random
import threading
from datetime import datetime, timedelta

MAX_SWITCHES = 5_000_000  # a run that never ends says so


class Stopped(BaseException):
    """Another worker failed: this one ends too."""


class _Worker:
    def __init__(self, name):
        self.name = name
        self.baton = threading.Lock()
        self.baton.acquire()
        self.wake_at: datetime | None = None
        self.done = False


class Scheduler:
    """Runs bodies interleaved; the same seed gives the same run.

    While all of them sleep the virtual clock jumps to the first who wakes.
    """

    def __init__(self, clock, seed):
        self._clock = clock
        self._dice = random.Random(f"scheduler:{seed}")
        self._workers: list[_Worker] = []
        self._current = None
        self._finished = threading.Lock()
        self._failure = None
        self._switches = 0

    def run(self, bodies):
        """Run `{name: callable}` until all have ended; raises what one raised."""
        self._workers = [_Worker(name) for name in bodies]
        threads = [
            threading.Thread(
                target=self._life, args=(worker, bodies[worker.name]), name=worker.name
            )
            for worker in self._workers
        ]
        self._finished.acquire()
        self._clock.sleep_with(self.sleep)
        try:
            for thread in threads:
                thread.start()
            self._give_baton()
            with self._finished:
                pass
            for thread in threads:
                thread.join()
        finally:
            self._clock.sleep_with(self._clock.advance)
            self._current = None
        if self._failure:
            raise self._failure

    def pause(self):
        """Let the dice decide who goes on from here."""
        if self._current is not None:
            self._switch(self._current)

    def sleep(self, seconds):
        """Let the others work until this much virtual time has passed."""
        worker = self._current
        if worker is None:
            self._clock.advance(seconds)
            return
        worker.wake_at = _later(self._clock.now(), seconds)
        self._switch(worker)

    def _life(self, worker, body):
        worker.baton.acquire()
        try:
            if not self._failure:
                body()
        except Stopped:
            pass
        except BaseException as error:  # noqa: BLE001  # it is raised again by run()
            self._failure = self._failure or error
        worker.done = True
        self._give_baton()

    def _switch(self, me):
        self._switches += 1
        if self._switches > MAX_SWITCHES:
            message = f"{me.name} is still busy after {MAX_SWITCHES} calls"
            raise AssertionError(message)
        chosen = self._choose()
        if chosen is not me:
            self._current = chosen
            chosen.baton.release()
            me.baton.acquire()
        if self._failure:
            raise Stopped

    def _give_baton(self):
        self._current = chosen = self._choose()
        if chosen is None:
            self._finished.release()
        else:
            chosen.baton.release()

    def _choose(self):
        alive = [worker for worker in self._workers if not worker.done]
        if not alive:
            return None
        ready = [worker for worker in alive if self._is_ready(worker)]
        if not ready:
            self._clock.advance_to(min(w.wake_at for w in alive if w.wake_at))
            ready = [worker for worker in alive if self._is_ready(worker)]
        chosen = ready[0] if len(ready) == 1 else self._dice.choice(ready)
        chosen.wake_at = None
        return chosen

    def _is_ready(self, worker):
        # Those who only sleep are woken at once when another has failed.
        due = worker.wake_at is None or worker.wake_at <= self._clock.now()
        return due or self._failure is not None


def _later(moment, seconds):
    return moment + timedelta(seconds=max(0, seconds))
