"""A queue listener over memory, and the loop that works a queue off."""

import time
from datetime import timedelta

import azure.functions as func

from functions.localhost.hostfile import QueueOptions
from functions.localhost.index import index_app
from functions.localhost.queues import QueueListener

from .fakes import a_queue_app

SOON = timedelta(milliseconds=20)


def a_listener(code, mailbox, *, lease_seconds=60.0, **options):
    chosen = QueueOptions(**{"visibility_timeout": SOON, **options})
    function = index_app(a_queue_app(code))[0]
    return QueueListener(function, mailbox, chosen, lease_seconds=lease_seconds)


def into(seen):
    def keep(message: func.QueueMessage) -> None:
        seen.append(message)

    return keep


def work_off(listener, *, seconds=5.0):
    deadline = time.monotonic() + seconds
    while listener.mailbox.count() and time.monotonic() < deadline:
        listener.fetch()
        time.sleep(0.005)
    assert listener.close(1.0)
    listener.in_hand()
