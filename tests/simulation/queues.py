"""Queues in memory: at least once, in any order, hidden while in work, then poison."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from shared.storage.messages import check_message
from shared.storage.names import check_queue

MAX_DEQUEUES = 5  # maxDequeueCount of host.json
RETRY_SECONDS = 30  # visibilityTimeout of host.json: a failed message comes back
LEASE_SECONDS = 600  # how long a dying host hides its message
LIFE_DAYS = 7


@dataclass(frozen=True)
class Message:
    id: int
    body: str
    visible_at: datetime
    expires_at: datetime
    dequeues: int = 0
    receipt: int = 0


class MemoryQueues:
    """Messages by queue; `now` gives the virtual time."""

    def __init__(self, now):
        self._now = now
        self._queues: dict[str, dict[int, Message]] = defaultdict(dict)
        self._numbers = count(1)

    def send(self, queue, body, *, delay_seconds=0):
        check_queue(queue)
        check_message(queue, body, delay_seconds)
        now = self._now()
        message = Message(
            id=next(self._numbers),
            body=body,
            visible_at=now + timedelta(seconds=delay_seconds),
            expires_at=now + timedelta(days=LIFE_DAYS),
        )
        self._queues[queue][message.id] = message

    def visible(self, queue):
        """List the messages that a worker could take now."""
        now = self._now()
        kept = self._queues[queue]
        for gone in [m.id for m in kept.values() if m.expires_at <= now]:
            del kept[gone]
        return [m for m in kept.values() if m.visible_at <= now]

    def take(self, queue, message):
        """Hide a message from the others and give it with its new receipt."""
        until = self._now() + timedelta(seconds=LEASE_SECONDS)
        taken = replace(
            message,
            visible_at=until,
            dequeues=message.dequeues + 1,
            receipt=next(self._numbers),
        )
        self._queues[queue][message.id] = taken
        return taken

    def done(self, queue, message):
        """Delete a message; a receipt that is no longer the newest deletes nothing."""
        if self._is_current(queue, message):
            del self._queues[queue][message.id]

    def failed(self, queue, message):
        """Make a message visible again soon, or move it to the poison queue."""
        if not self._is_current(queue, message):
            return
        if message.dequeues >= MAX_DEQUEUES:
            del self._queues[queue][message.id]
            self.send(f"{queue}-poison", message.body)
            return
        again = self._now() + timedelta(seconds=RETRY_SECONDS)
        self._queues[queue][message.id] = replace(message, visible_at=again)

    def next_visible_at(self, queues):
        """Tell when the next message of these queues can be taken, if there is one."""
        times = [m.visible_at for q in queues for m in self._queues[q].values()]
        return min(times, default=None)

    def bodies(self, queue):
        """List what lies in a queue, visible or not."""
        return [m.body for m in self._queues[queue].values()]

    def names(self):
        """List the queues that hold messages."""
        return sorted(name for name, kept in self._queues.items() if kept)

    def _is_current(self, queue, message):
        kept = self._queues[queue].get(message.id)
        return kept is not None and kept.receipt == message.receipt
