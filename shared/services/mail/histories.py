"""Customers' mail as scoring reads it: one query a batch, and when it is known from."""

from collections.abc import Sequence
from datetime import datetime

from shared.domain.correspondence import MailHistory
from shared.ports import App


def within(app: App, customer_ids: Sequence[str]) -> dict[str, MailHistory]:
    """Give the mail of neighbouring customers; nothing until all mailboxes were read.

    Who never wrote has an empty history, which is no gap but a fact of its own.
    """
    known = _known(app)
    if known is None:
        return {}
    since, until = known
    dates = {"since_date": since.date(), "until_date": until.date()}
    wanted = set(customer_ids)
    stored = app.stores.mail_summaries.within(wanted)
    found = {one.customer_id: one.history for one in stored}
    return {
        key: found.get(key, MailHistory()).model_copy(update=dates) for key in wanted
    }


def _known(app: App) -> tuple[datetime, datetime] | None:
    """Give from when and until when the mail of every mailbox is known."""
    if app.mail is None:
        return None
    states = [app.stores.mailboxes.load(box)[0] for box in app.mail.gmail.mailboxes]
    begun = [state.known_since for state in states if state.known_since]
    read = [state.read_at for state in states if state.read_at]
    if not states or len(begun) < len(states):
        return None
    return max(begun), min(read)
