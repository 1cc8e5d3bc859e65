"""Queues, timer state and apps in memory."""

# ruff: noqa: ARG001  # a trigger function has its parameter, used or not

import base64
import itertools
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import azure.functions as func

from functions.localhost.mailbox import Letter


class MemoryMailbox:
    """A queue whose visibility runs on the real clock, as the service's does."""

    def __init__(self, name="letters"):
        self.name = name
        self.poison = []
        self.renewals = 0
        self.deliveries = 0
        self._letters = {}
        self._visible_at = {}
        self._receipts = itertools.count(1)
        self._lock = threading.Lock()

    def post(self, body, *, encoded=True):
        text = base64.b64encode(body.encode()).decode() if encoded else body
        with self._lock:
            number = str(next(self._receipts))
            self._letters[number] = Letter(id=number, text=text, dequeue_count=0)
            self._visible_at[number] = 0.0
        return number

    def receive(self, count, lease_seconds):
        now = time.monotonic()
        with self._lock:
            ready = [key for key, at in self._visible_at.items() if at <= now]
            return [self._lease(key, now + lease_seconds) for key in ready[:count]]

    def renew(self, letter, lease_seconds):
        with self._lock:
            if not self._owns(letter):
                return None
            self.renewals += 1
            leased_until = time.monotonic() + lease_seconds
            self._visible_at[letter.id] = leased_until
            renewed = replace(letter, receipt=str(next(self._receipts)))
            self._letters[letter.id] = renewed
            return renewed

    def release(self, letter, delay_seconds):
        with self._lock:
            if self._owns(letter):
                self._visible_at[letter.id] = time.monotonic() + delay_seconds

    def delete(self, letter):
        with self._lock:
            if self._owns(letter):
                del self._letters[letter.id], self._visible_at[letter.id]

    def send_poison(self, text):
        self.poison.append(text)

    def count(self):
        return len(self._letters)

    def _lease(self, key, until):
        self.deliveries += 1
        found = self._letters[key]
        leased = replace(
            found,
            receipt=str(next(self._receipts)),
            dequeue_count=found.dequeue_count + 1,
        )
        self._letters[key], self._visible_at[key] = leased, until
        return leased

    def _owns(self, letter):
        held = self._letters.get(letter.id)
        return held is not None and held.receipt == letter.receipt


class MemoryMonitor:
    def __init__(self):
        self.occurrences = {}

    def read(self, function):
        return self.occurrences.get(function)

    def write(self, function, occurrence):
        self.occurrences[function] = occurrence


def a_moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def an_http_app(code, **route):
    app = func.FunctionApp()
    app.route(**{"route": "here", "auth_level": "ANONYMOUS", **route})(code)
    return app


def a_timer_app(code, schedule="0 0 6 * * *", **trigger):
    app = func.FunctionApp()
    app.timer_trigger(arg_name="timer", schedule=schedule, **trigger)(code)
    return app


def a_queue_app(code, queue_name="letters"):
    app = func.FunctionApp()
    app.queue_trigger(
        arg_name="message", queue_name=queue_name, connection="AzureWebJobsStorage"
    )(code)
    return app


def nothing_to_do(timer: func.TimerRequest) -> None:
    """Be a timer function."""


def a_page(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("here")
