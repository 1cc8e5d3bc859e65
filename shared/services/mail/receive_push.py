"""Gmail's notifications: lossy hints that a mailbox has something new."""

from datetime import date, timedelta
from enum import StrEnum

from shared.domain.model import Model
from shared.ports import App
from shared.services.mail import read_mailbox

_KEPT = timedelta(days=8)  # Pub/Sub gives up after seven


class Notification(Model):
    """What is taken of a notification; its history id is a hint and not used."""

    message_id: str
    published_date: date
    mailbox: str


class Taken(StrEnum):
    """What became of a notification; all are acknowledged."""

    QUEUED = "queued"
    KNOWN = "known"
    UNKNOWN_MAILBOX = "unknown_mailbox"


def accept(app: App, notification: Notification) -> Taken:
    """Queue a reading of the mailbox, once a notification.

    The message is stored before the notification is remembered: a crash in between
    costs a second look, never a lost one.
    """
    day, ident = notification.published_date, notification.message_id
    if app.mail is None or notification.mailbox not in app.mail.gmail.mailboxes:
        app.stores.pushes.count_unknown(day)
        return Taken.UNKNOWN_MAILBOX
    if not app.stores.pushes.first_seen(day, ident):
        return Taken.KNOWN
    read_mailbox.ask(app, notification.mailbox)
    app.stores.pushes.remember(day, ident)
    return Taken.QUEUED


def forget_old(app: App) -> None:
    """Forget notifications that can't come again."""
    app.stores.pushes.forget_before(app.today() - _KEPT)
