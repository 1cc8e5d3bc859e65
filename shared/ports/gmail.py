"""Gmail as the use cases see it."""

from datetime import datetime
from typing import Protocol

from shared.domain.correspondence import Envelope, OutgoingMail
from shared.domain.errors import NotFound
from shared.domain.model import Model


class StaleHistory(NotFound):
    """The history no longer goes back to the id: everything has to be listed anew."""


class MessagePage(Model):
    """Ids of messages that may be new, and where the list goes on.

    `history_id` is how far the history goes, None for a plain list.
    """

    ids: tuple[str, ...] = ()
    next_page: str = ""
    history_id: int | None = None


class Watched(Model):
    """What a watch answered."""

    history_id: int
    until: datetime


class Gmail(Protocol):
    """Gmail as the use cases see it: one call of its API a method."""

    @property
    def mailboxes(self) -> tuple[str, ...]: ...
    @property
    def sender(self) -> str: ...
    def history_id(self, mailbox: str) -> int: ...
    def watch(self, mailbox: str) -> Watched: ...
    def history(self, mailbox: str, since: int, page: str) -> MessagePage: ...
    def listed(self, mailbox: str, since: datetime, page: str) -> MessagePage: ...
    def envelope(self, mailbox: str, message_id: str) -> Envelope: ...
    def text(self, mailbox: str, message_id: str) -> str: ...
    def send(self, mail: OutgoingMail) -> str: ...
    def create_draft(self, mail: OutgoingMail) -> str: ...
    def find_sent(self, mailbox: str, token: str) -> str | None: ...
    def find_draft(self, mailbox: str, token: str) -> str | None: ...
