"""Mail with customers: who said how much to whom and in what mood, never what."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from shared.domain.model import Model


class Direction(StrEnum):
    """Which way a mail went."""

    RECEIVED = "received"  # a customer wrote to us
    SENT = "sent"


class Contact(Model):
    """Somebody at a customer; the only place where an address is kept.

    `id` is the PSA's. `main` marks who matters most to the account.
    """

    id: str
    customer_id: str
    name: str
    email: str
    title: str = ""
    main: bool = False
    inactive: bool = False


class Envelope(Model):
    """What a message's headers say; it is judged and never stored.

    Addresses are in lower case. `authentic` means that the receiving server itself
    found the sender's domain to be the true one (DMARC). `automatic` and `bulk` follow
    RFC 3834 and the headers of mailing lists; `engine` marks the engine's own mail.
    """

    id: str
    labels: frozenset[str] = frozenset()
    at: datetime
    sender: str
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    references: tuple[str, ...] = ()
    authentic: bool = False
    automatic: bool = False
    bulk: bool = False
    engine: bool = False


class MailFact(Model):
    """All that is kept of one mail; `id` and `thread` are keyed hashes.

    `tone` is -1 (bad) to 1 (good) and None where there was too little text to judge;
    `words` counts those the writer wrote, without quotes and signature. `person_id` is
    empty where only the domain is known.
    """

    id: str
    customer_id: str
    person_id: str = ""
    direction: Direction
    at: datetime
    thread: str
    tone: Decimal | None = None
    confidence: Decimal = Decimal(0)
    themes: tuple[str, ...] = ()
    words: int = 0


class MailboxState(Model):
    """How far a watched mailbox was read; `history_id` never goes back.

    `page` is where a reading that has not ended goes on and `handled` what of that page
    is done; `resync_since` is its beginning when the cursor was stale. Mail is known
    from `known_since` to `read_at`; `begun_at` is when the reading under way began.
    Until `rests_until` Gmail wants to be left alone. `stuck_id` is the message at which
    readings have ended since `stuck_since`.
    """

    mailbox: str
    history_id: int | None = None
    page: str = ""
    handled: tuple[str, ...] = ()
    resync_since: datetime | None = None
    resync_id: int | None = None
    known_since: datetime | None = None
    begun_at: datetime | None = None
    read_at: datetime | None = None
    leased_until: datetime | None = None
    rests_until: datetime | None = None
    stuck_id: str = ""
    stuck_since: datetime | None = None
    rejected: bool = False  # an exception is open that says so
    counts: dict[str, int] = {}

    def counted(self, **counts: int) -> "MailboxState":
        """Add to what became of messages."""
        added = {name: self.counts.get(name, 0) + n for name, n in counts.items()}
        return self.model_copy(update={"counts": self.counts | added})


class WatchState(Model):
    """Until when Gmail tells a topic of a mailbox's changes; who renews that now."""

    mailbox: str
    topic: str = ""
    until: datetime | None = None
    leased_until: datetime | None = None


class MailMonth(Model):
    """One month of a customer's mail.

    `tone` is the sum of scores times their confidence and `confidence` that of the
    latter, of `judged` mails. `waits` are the minutes of working days until our
    replies; `senders` counts the people who wrote.
    """

    month: str
    received: int = 0
    sent: int = 0
    judged: int = 0
    tone: Decimal = Decimal(0)
    confidence: Decimal = Decimal(0)
    themes: dict[str, int] = {}
    worried: int = 0
    senders: int = 0
    waits: tuple[int, ...] = ()
    bad_ids: tuple[str, ...] = ()
    worried_ids: tuple[str, ...] = ()


class MailHistory(Model):
    """A customer's mail as scoring reads it: months, oldest first, and its rhythm.

    Mail is known from `since_date` to `until_date`. Gaps are the usual days between
    two mails, of all (`gap_days`) and of the person who wrote most (`champion_id`);
    None where too few are known.
    """

    since_date: date | None = None
    until_date: date | None = None
    months: tuple[MailMonth, ...] = ()
    last_received_date: date | None = None
    gap_days: Decimal | None = None
    champion_id: str = ""
    champion_last_date: date | None = None
    champion_gap_days: Decimal | None = None


class CustomerMail(Model):
    """The summary of one customer's mail as it is stored."""

    customer_id: str
    history: MailHistory


class OutgoingMail(Model):
    """A mail to be sent or drafted; `token` is the word that finds it again."""

    mailbox: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    token: str
