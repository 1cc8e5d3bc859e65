"""Customers' mail as scoring reads it: one query a batch, and when it is known from."""

from collections.abc import Sequence
from datetime import datetime

from shared.domain.correspondence import MailHistory
from shared.ports import App


def within(app: App, customer_ids: Sequence[str]) -> dict[str, MailHistory]:
    """Give the mail of neighbouring customers; none at all where no mail is read.

    Until all mailboxes were read nothing is known of anybody: the history is empty, as
    that of who never wrote. Either is unknown to every driver, and lowers the coverage.
    """
    if app.mail is None:
        return {}
    wanted = set(customer_ids)
    known = _known(app, app.mail.gmail.mailboxes)
    if known is None:
        return dict.fromkeys(wanted, MailHistory())
    since, until = known
    dates = {"since_date": since.date(), "until_date": until.date()}
    stored = app.stores.mail_summaries.within(wanted)
    found = {one.customer_id: one.history for one in stored}
    return {
        key: found.get(key, MailHistory()).model_copy(update=dates) for key in wanted
    }


def _known(app: App, mailboxes: Sequence[str]) -> tuple[datetime, datetime] | None:
    """Give from when and until when the mail of every mailbox is known.

    A customer may write to any of them: where one can't be read, silence is no news.
    """
    states = [app.stores.mailboxes.load(box)[0] for box in mailboxes]
    begun = [state.known_since for state in states if state.known_since]
    read = [state.read_at for state in states if state.read_at]
    if not states or len(begun) < len(states):
        return None
    return max(begun), min(read)
