"""One user's mailbox: messages, drafts, history and the watch on it."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.rows import Row

WATCH = timedelta(days=7)
_STEP = 40  # history ids increase by up to so many


@dataclass
class Stored:
    """A message as it lies in a mailbox."""

    id: str
    thread_id: str
    labels: list[str]
    at: datetime
    raw: bytes
    history_id: int = 0


@dataclass
class Change:
    """One record of the history."""

    history_id: int
    at: datetime
    kind: str  # "messagesAdded", "labelsAdded", "messagesDeleted"
    message: Stored
    labels: list[str]


@dataclass
class Watch:
    """Who is told of changes, and until when."""

    topic: str
    labels: frozenset[str]
    expires_at: datetime


@dataclass
class Mailbox:
    """A user's mail; ids are of this mailbox alone."""

    address: str
    dice: random.Random
    history_id: int = 1000
    messages: dict[str, Stored] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)  # draft → message
    changes: list[Change] = field(default_factory=list)
    threads: dict[str, str] = field(default_factory=dict)  # Message-ID → thread
    watch: Watch | None = None

    def new_id(self) -> str:
        """Return an id as Gmail makes them."""
        return f"{self.dice.getrandbits(64):016x}"

    def add(self, raw: bytes, labels: list[str], at: datetime, thread: str) -> Stored:
        """Store a message and record it."""
        stored = Stored(self.new_id(), thread, labels, at, raw)
        self.messages[stored.id] = stored
        self.note("messagesAdded", stored, at)
        return stored

    def label(self, stored: Stored, label: str, at: datetime) -> None:
        """Put a label on a message and record it."""
        stored.labels.append(label)
        self.note("labelsAdded", stored, at)

    def delete(self, message_id: str, at: datetime) -> None:
        """Take a message away for good."""
        stored = self.messages.pop(message_id)
        self.note("messagesDeleted", stored, at)

    def note(self, kind: str, stored: Stored, at: datetime) -> None:
        """Record a change."""
        self.history_id += self.dice.randint(1, _STEP)
        stored.history_id = self.history_id
        labels = list(stored.labels)
        self.changes.append(Change(self.history_id, at, kind, stored, labels))

    def thread_of(self, references: list[str]) -> str:
        """Return the thread of the messages referred to, or a new one."""
        for reference in reversed(references):
            if reference in self.threads:
                return self.threads[reference]
        return self.new_id()


def history_record(change: Change) -> Row:
    """Return a change as history.list shows it."""
    message: Row = {"id": change.message.id, "threadId": change.message.thread_id}
    entry: Row = {"message": {**message, "labelIds": change.labels}}
    if change.kind == "labelsAdded":
        entry["labelIds"] = change.labels[-1:]
    return {
        "id": str(change.history_id),
        "messages": [message],
        change.kind: [entry],
    }
