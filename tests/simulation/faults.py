"""Every call to the outside is a numbered point at which things can go wrong."""

import threading

import httpx

from shared.domain.errors import OutcomeUnknown, SourceUnavailable
from tests.simulation.plans import Fault, Point, no_faults

FREEZE_SECONDS = 3600  # longer than any lease or claim


class Crash(BaseException):
    """The process died: no `except Exception` may catch it, nothing more is done."""


class Injector:
    """Numbers the calls, lets the scheduler choose who goes on, and strikes.

    `pause` is called before each call; `sleep` is the virtual one.
    """

    def __init__(self, plan=no_faults, *, sleep=lambda _: None, pause=lambda: None):
        self.plan = plan
        self.points = []
        self.struck = []
        self.troubled = None  # how many calls were made until it healed
        self._sleep = sleep
        self.pause = pause
        self._dead = set()

    def call(self, operation, target, action, *, answers):
        """Do one call, unless the plan says otherwise."""
        self._die_if_dead()
        self.pause()
        self._die_if_dead()
        worker = threading.current_thread().name
        writes = answers.writes
        point = Point(len(self.points) + 1, operation, target, writes, worker)
        self.points.append(point)
        fault = self.plan(point)
        if fault is None or not point.takes(fault):
            return answers.do(action, None)
        self.struck.append((fault, point))
        return self._strike(fault, point, action, answers)

    def revive(self):
        """Begin a new process in the current thread."""
        self._dead.discard(threading.get_ident())

    def heal(self):
        """Let everything go well from now on."""
        self.plan = no_faults
        self.troubled = len(self.points)

    def _strike(self, fault, point, action, answers):
        if fault is Fault.CRASH_BEFORE:
            self._die(point)
        if fault is Fault.UNAVAILABLE:
            return answers.unavailable(point)
        if fault is Fault.FREEZE:
            self._sleep(FREEZE_SECONDS)
            self._die_if_dead()
        result = answers.do(action, fault)
        if fault is Fault.CRASH_AFTER:
            self._die(point)
        if fault is Fault.LOST_ACK:
            return answers.lost(point, action, result)
        if fault is Fault.NO_ANSWER:
            return answers.unknown(point)
        return result

    def _die(self, point):
        self._dead.add(threading.get_ident())
        raise Crash(str(point))

    def _die_if_dead(self):
        # A `finally` that calls out would not have run in a killed process.
        if threading.get_ident() in self._dead:
            raise Crash


class StorageAnswers:
    """What the storage adapters let the engine see."""

    def __init__(self, *, writes):
        self.writes = writes

    def do(self, action, _fault):
        return action()

    def unavailable(self, point):
        message = f"{point}: storage answered 503 ServerBusy"
        raise SourceUnavailable(message)

    def lost(self, _point, action, result):
        # The SDK sends again by itself: an insert or replace meets its own first try.
        return action() if self.writes else result

    def unknown(self, point):
        message = f"{point}: no answer from storage"
        raise OutcomeUnknown(message) if self.writes else SourceUnavailable(message)


class QueueAnswers(StorageAnswers):
    """The same for queues, where a message has a fate of its own."""

    def do(self, action, fault):
        return action(fault)

    def lost(self, _point, action, _result):
        return action(None)  # the SDK sends again: the message is there twice


READ = StorageAnswers(writes=False)
WRITE = StorageAnswers(writes=True)
SEND = QueueAnswers(writes=True)


class HttpAnswers:
    """What an HTTP client sees of the same faults."""

    def __init__(self, request):
        self.writes = request.method not in {"GET", "HEAD"}
        self._request = request

    def do(self, action, _fault):
        return action()

    def unavailable(self, _point):
        return httpx.Response(503, request=self._request)

    def lost(self, point, _action, _result):
        message = f"{point}: connection reset"
        raise httpx.ReadError(message, request=self._request)

    def unknown(self, point):
        message = f"{point}: timed out"
        raise httpx.ReadTimeout(message, request=self._request)
