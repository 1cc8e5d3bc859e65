"""Gmail, and what reading mail needs besides, as the use cases see them."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from shared.domain.correspondence import Envelope, OutgoingMail
from shared.domain.errors import NotFound
from shared.domain.letter import MailOrder, Rendered
from shared.domain.model import Model

M = TypeVar("M", bound=Model)


class StaleHistory(NotFound):
    """The history no longer goes back to the id: everything has to be listed anew."""


class MessagePage(Model):
    """Ids of messages that may be new, and where the list goes on.

    `history_id` is how far the history goes, None for a plain list; `hidden` counts
    drafts, spam and the like, which are left out.
    """

    ids: tuple[str, ...] = ()
    hidden: int = 0
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
    @property
    def topic(self) -> str: ...
    def history_id(self, mailbox: str) -> int: ...
    def watch(self, mailbox: str) -> Watched: ...
    def stop(self, mailbox: str) -> None: ...
    def history(self, mailbox: str, since: int, page: str) -> MessagePage: ...
    def listed(self, mailbox: str, since: datetime, page: str) -> MessagePage: ...
    def envelope(self, mailbox: str, message_id: str) -> Envelope: ...
    def text(self, mailbox: str, message_id: str) -> str: ...
    def send(self, mail: OutgoingMail) -> str: ...
    def create_draft(self, mail: OutgoingMail) -> str: ...
    def find_sent(self, mailbox: str, token: str) -> str | None: ...
    def find_draft(self, mailbox: str, token: str) -> str | None: ...


class Judgement(Protocol):
    """What the model says of a text; `score` is None where there is too little."""

    @property
    def score(self) -> Decimal | None: ...
    @property
    def confidence(self) -> Decimal: ...
    @property
    def themes(self) -> tuple[str, ...]: ...
    @property
    def words(self) -> int: ...


class Versioned(Protocol[M]):
    """One state a mailbox; saving needs the version that was loaded."""

    def load(self, mailbox: str) -> tuple[M, str]: ...
    def save(self, state: M, version: str) -> str: ...


class Pushes(Protocol):
    """Notifications that were taken, by the day on which they were published."""

    def first_seen(self, day: date, message_id: str) -> bool: ...
    def remember(self, day: date, message_id: str) -> None: ...
    def count_unknown(self, day: date) -> None: ...
    def unknown(self, day: date) -> int: ...
    def forget_before(self, day: date) -> None: ...


class Erasures(Protocol):
    """Addresses whose owners were erased."""

    def add(self, address: str) -> None: ...
    def all(self) -> Container[str]: ...


class MailBudget(Protocol):
    """How much mail was written, counted before anything leaves."""

    def take(self, kind: str, at: datetime, *, hourly: int, daily: int) -> bool: ...
    def left(self, kind: str, at: datetime, *, hourly: int, daily: int) -> bool: ...


class Render(Protocol):
    """Renders a mail; `recipient` and `writer` are names."""

    def __call__(
        self, order: MailOrder, token: str, /, *, recipient: str, writer: str
    ) -> Rendered: ...


@dataclass(frozen=True)
class MailPorts:
    """What reading and writing mail needs; `hashed` is keyed by the tenant's secret."""

    gmail: Gmail
    judge: Callable[[str], Judgement]
    hashed: Callable[[str], str]
    render: Render
