"""One page of what is new in a mailbox, from its history or from a list of it all."""

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.domain.correspondence import MailboxState
from shared.domain.errors import SourceUnavailable
from shared.ports import App, MailPorts
from shared.ports.gmail import MessagePage, StaleHistory
from shared.services.mail.keep import Kept, keep

FIRST_DAYS = 90  # of mail that are read when a mailbox is new
RESYNC_DAYS = 30  # and at most when the cursor was stale
_OVERLAP = timedelta(days=1)
_PATIENCE = timedelta(days=1)  # with one message that can't be had while others can

log = logging.getLogger(__name__)


class Step(NamedTuple):
    """A mailbox after one page, whether that was the last, and what ended it early."""

    state: MailboxState
    done: bool = False
    failure: SourceUnavailable | None = None


def page(app: App, mail: MailPorts, state: MailboxState) -> Step:
    """Read one page and keep what counts of it."""
    state, found = _listed(app, mail, state)
    new = [ident for ident in found.ids if ident not in state.handled]
    kept = keep(app, mail, state.mailbox, ids=new)
    state = state.counted(read=len(kept.handled), **kept.counts)
    if kept.failure:
        state = _stuck(state, new, kept, app.now())
        return Step(state, failure=kept.failure)
    state = state.counted(hidden=found.hidden)
    if found.next_page:
        following = {"page": found.next_page, "handled": ()}
        return Step(state.model_copy(update=following))
    return _ended(state, found)


def _stuck(
    state: MailboxState, new: list[str], kept: Kept, now: datetime
) -> MailboxState:
    """Note how far we came; a message that holds up all others is left out in time."""
    handled = (*state.handled, *kept.handled)
    at = new[len(kept.handled)]
    same = at == state.stuck_id and state.stuck_since is not None
    since = state.stuck_since if same and state.stuck_since else now
    if now - since >= _PATIENCE:
        log.warning("message %s of %s is left out", at, state.mailbox)
        state = state.counted(unreadable=1)
        handled = (*handled, at)
    update = {"handled": handled, "stuck_id": at, "stuck_since": since}
    return state.model_copy(update=update)


def _ended(state: MailboxState, found: MessagePage) -> Step:
    """Move the cursor, which never goes back, to the end of what was read."""
    reached = state.resync_id if found.history_id is None else found.history_id
    moved = {
        "history_id": max(state.history_id or 0, reached or 0),
        "page": "",
        "handled": (),
        "stuck_id": "",
        "stuck_since": None,
        "resync_since": None,
        "resync_id": None,
        "read_at": state.begun_at,
        "known_since": _known_since(state),
    }
    # What came while all was listed stands in the history from the new cursor on.
    listed = state.resync_since is not None
    return Step(state.model_copy(update=moved), done=not listed)


def _known_since(state: MailboxState) -> datetime | None:
    """Give from when mail is known: not from before what a resync left out."""
    gap = state.resync_since and state.read_at and state.resync_since > state.read_at
    return state.resync_since if gap else state.known_since or state.resync_since


def _listed(
    app: App, mail: MailPorts, state: MailboxState
) -> tuple[MailboxState, MessagePage]:
    """Give the next page of the history, or of a resync where there is none."""
    if not state.page:
        state = state.model_copy(update={"begun_at": app.now()})
    if state.resync_since is None and state.history_id is not None:
        try:
            found = mail.gmail.history(state.mailbox, state.history_id, state.page)
        except StaleHistory:
            log.warning("history of a mailbox is stale, listing anew")
        else:
            return state, found
    if state.resync_since is None:
        state = _resync(app, mail, state)
    since = state.resync_since or app.now()
    return state, mail.gmail.listed(state.mailbox, since, state.page)


def _resync(app: App, mail: MailPorts, state: MailboxState) -> MailboxState:
    """Begin to list anew; the history's end is taken first, so that none is missed."""
    begun_at = app.now()
    return state.model_copy(
        update={
            "resync_id": mail.gmail.history_id(state.mailbox),
            "resync_since": _since(app, state),
            "begun_at": begun_at,
            "page": "",
            "handled": (),
        }
    ).counted(resyncs=1)


def _since(app: App, state: MailboxState) -> datetime:
    if state.read_at is None:
        return app.now() - timedelta(days=FIRST_DAYS)
    oldest = app.now() - timedelta(days=RESYNC_DAYS)
    return max(oldest, state.read_at - _OVERLAP)
