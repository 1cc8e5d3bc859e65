"""Reading a mailbox from where we stood: one worker at a time, one page after another.

A notification is only a hint that there is something. The cursor moves after what was
read is stored; what is read twice after a crash changes nothing.
"""

import json
import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.domain.correspondence import MailboxState
from shared.domain.errors import Conflict, SourceRejected, SourceUnavailable
from shared.ports import App, MailPorts
from shared.ports.gmail import MessagePage, StaleHistory
from shared.services import report_exceptions
from shared.services.mail.keep import keep

QUEUE = "mailboxes"
JOB = "poll_mailboxes"
FIRST_DAYS = 90  # of mail that are read when a mailbox is new
RESYNC_DAYS = 30  # and at most when the cursor was stale
_OVERLAP = timedelta(days=1)
_LEASE = timedelta(minutes=15)
_BUSY_SECONDS = 60
_PAGES = 10  # a turn, then others have theirs
_LONGEST_WAIT = 3600

log = logging.getLogger(__name__)


class Step(NamedTuple):
    """A mailbox after one page, whether that was the last, and what ended it early."""

    state: MailboxState
    done: bool = False
    failure: SourceUnavailable | None = None


class Held(NamedTuple):
    """A mailbox that this worker holds, with the version of its state."""

    state: MailboxState
    version: str


def poll(app: App) -> int:
    """Ask for every mailbox to be read, in case notifications were lost."""
    mailboxes = app.mail.gmail.mailboxes if app.mail else ()
    for mailbox in mailboxes:
        ask(app, mailbox)
    return len(mailboxes)


def ask(app: App, mailbox: str, *, delay_seconds: int = 0) -> None:
    """Ask for a mailbox to be read."""
    body = json.dumps({"mailbox": mailbox})
    app.messages.send(QUEUE, body, delay_seconds=delay_seconds)


def work(app: App, body: str) -> str:
    """Read what is new in a mailbox; give what became of it."""
    mailbox = str(json.loads(body)["mailbox"])
    mail = app.mail
    if mail is None or mailbox not in mail.gmail.mailboxes:
        return "not watched"
    held = _lease(app, mailbox)
    if held is None:
        # Who reads now may have passed the place that this hint is about.
        ask(app, mailbox, delay_seconds=_BUSY_SECONDS)
        return "others are at it"
    try:
        return _turn(app, mail, held)
    except Conflict:  # we stood still, the lease ran out, and others went on
        return "overtaken"


def _lease(app: App, mailbox: str) -> Held | None:
    state, version = app.stores.mailboxes.load(mailbox)
    if state.leased_until and state.leased_until > app.now():
        return None
    try:
        return _saved(app, state, version)
    except Conflict:
        return None


def _saved(app: App, state: MailboxState, version: str) -> Held:
    """Store a state and hold the mailbox on."""
    held = state.model_copy(update={"leased_until": app.now() + _LEASE})
    return Held(held, app.stores.mailboxes.save(held, version))


def _turn(app: App, mail: MailPorts, held: Held) -> str:
    """Read pages until the end or the turn's; then let go of the mailbox."""
    mailbox, key = held.state.mailbox, f"source_rejected:gmail:{held.state.mailbox}"
    try:
        for _ in range(_PAGES):
            state, done, failure = _page(app, mail, held.state)
            held = _saved(app, state, held.version)
            if failure:
                raise failure
            if done:
                break
    except SourceUnavailable as error:
        wait = min(_LONGEST_WAIT, int(error.retry_after or _BUSY_SECONDS) + 1)
        _release(app, held, rejected=held.state.rejected)
        ask(app, mailbox, delay_seconds=wait)
        return f"waits {wait} s: {error}"
    except SourceRejected as error:
        report_exceptions.raise_for_tenant(
            app, rule="source_rejected", key=key, message=f"{mailbox}: {error}"
        )
        _release(app, held, rejected=True)
        return f"rejected: {error}"
    if held.state.rejected:
        report_exceptions.close_for_tenant(app, key=key)
    _release(app, held)
    if not done:
        ask(app, mailbox)
    return "read" if done else "goes on"


def _release(app: App, held: Held, *, rejected: bool = False) -> None:
    free = {"leased_until": None, "rejected": rejected}
    app.stores.mailboxes.save(held.state.model_copy(update=free), held.version)


def _page(app: App, mail: MailPorts, state: MailboxState) -> Step:
    """Read one page and keep what counts of it."""
    state, found = _listed(app, mail, state)
    new = [ident for ident in found.ids if ident not in state.handled]
    kept = keep(app, mail, state.mailbox, ids=new)
    state = state.counted(read=len(kept.handled), **kept.counts)
    if kept.failure:
        handled = (*state.handled, *kept.handled)
        return Step(state.model_copy(update={"handled": handled}), failure=kept.failure)
    if found.next_page:
        following = {"page": found.next_page, "handled": ()}
        return Step(state.model_copy(update=following))
    return _ended(app, state, found)


def _ended(app: App, state: MailboxState, found: MessagePage) -> Step:
    """Move the cursor, which never goes back, to the end of what was read."""
    reached = state.resync_id if found.history_id is None else found.history_id
    moved = {
        "history_id": max(state.history_id or 0, reached or 0),
        "page": "",
        "handled": (),
        "resync_since": None,
        "resync_id": None,
        "read_at": app.now(),
        "known_since": state.known_since or state.resync_since,
    }
    # What came while all was listed stands in the history from the new cursor on.
    listed = state.resync_since is not None
    return Step(state.model_copy(update=moved), done=not listed)


def _listed(
    app: App, mail: MailPorts, state: MailboxState
) -> tuple[MailboxState, MessagePage]:
    """Give the next page of the history, or of a resync where there is none."""
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
    return state.model_copy(
        update={
            "resync_id": mail.gmail.history_id(state.mailbox),
            "resync_since": _since(app, state),
            "page": "",
            "handled": (),
        }
    ).counted(resyncs=1)


def _since(app: App, state: MailboxState) -> datetime:
    if state.read_at is None:
        return app.now() - timedelta(days=FIRST_DAYS)
    oldest = app.now() - timedelta(days=RESYNC_DAYS)
    return max(oldest, state.read_at - _OVERLAP)
