"""A storage queue and its poison queue, in the few calls that the trigger makes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import requests
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.core.pipeline.transport import RequestsTransport
from azure.storage.queue import QueueClient, QueueMessage
from requests.adapters import HTTPAdapter

_CONNECTIONS = 64
# Another receiver took the message over, or it is gone: nothing left to do.
_LOST = {"PopReceiptMismatch", "MessageNotFound", "QueueNotFound"}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message as received: leased until `next_visible_at`, text still encoded."""

    id: str
    text: str
    receipt: str = ""
    dequeue_count: int = 1
    inserted_at: datetime | None = None
    expires_at: datetime | None = None
    next_visible_at: datetime | None = None


class Mailbox(Protocol):
    """One queue as the queue trigger uses it."""

    name: str

    def receive(self, count: int, lease_seconds: float) -> list[Letter]:
        """Lease up to `count` visible messages."""

    def renew(self, letter: Letter, lease_seconds: float) -> Letter | None:
        """Extend the lease; None when the message was lost to another receiver."""

    def release(self, letter: Letter, delay_seconds: float) -> None:
        """Give the message back, visible after the delay."""

    def delete(self, letter: Letter) -> None:
        """Remove a processed message."""

    def send_poison(self, text: str) -> None:
        """Put a fresh message with the same text into <queue>-poison."""

    def count(self) -> int:
        """Return about how many messages there are, leased ones included."""


MailboxOf = Callable[[str, str], Mailbox]
"""Make a mailbox from a connection string and a queue's name."""


class StorageMailbox:
    """The mailbox over azure-storage-queue; texts pass as they are."""

    def __init__(self, connection: str, queue_name: str) -> None:
        self.name = queue_name
        self._queue = _client(connection, queue_name)
        self._poison = _client(connection, f"{queue_name}-poison")

    def receive(self, count: int, lease_seconds: float) -> list[Letter]:
        messages = self._queue.receive_messages(
            messages_per_page=count, visibility_timeout=int(lease_seconds)
        )
        try:
            return [_letter(found) for found in next(messages.by_page(), iter(()))]
        except ResourceNotFoundError:
            return []

    def renew(self, letter: Letter, lease_seconds: float) -> Letter | None:
        with _tolerate_loss():
            updated = self._queue.update_message(
                letter.id, letter.receipt, visibility_timeout=int(lease_seconds)
            )
            return replace(letter, receipt=str(updated.pop_receipt))
        return None

    def release(self, letter: Letter, delay_seconds: float) -> None:
        with _tolerate_loss():
            self._queue.update_message(
                letter.id, letter.receipt, visibility_timeout=int(delay_seconds)
            )

    def delete(self, letter: Letter) -> None:
        with _tolerate_loss():
            self._queue.delete_message(letter.id, letter.receipt)

    def send_poison(self, text: str) -> None:
        try:
            self._poison.send_message(text)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):
                self._poison.create_queue()
            self._poison.send_message(text)

    def count(self) -> int:
        try:
            return self._queue.get_queue_properties().approximate_message_count or 0
        except ResourceNotFoundError:
            return 0


def _client(connection: str, queue_name: str) -> QueueClient:
    # A batch in threads needs more connections than the usual ten.
    session = requests.Session()
    session.mount("http://", HTTPAdapter(pool_maxsize=_CONNECTIONS))
    session.mount("https://", HTTPAdapter(pool_maxsize=_CONNECTIONS))
    return QueueClient.from_connection_string(
        connection, queue_name, transport=RequestsTransport(session=session)
    )


def _letter(message: QueueMessage) -> Letter:
    return Letter(
        id=message.id,
        text=str(message.content),
        receipt=message.pop_receipt or "",
        dequeue_count=int(message.dequeue_count or 1),
        inserted_at=message.inserted_on,
        expires_at=message.expires_on,
        next_visible_at=message.next_visible_on,
    )


@contextmanager
def _tolerate_loss() -> Iterator[None]:
    try:
        yield
    except HttpResponseError as error:
        if getattr(error, "error_code", None) not in _LOST:
            raise
