"""Reading a mailbox from where we stood: one worker at a time, one page after another.

A notification is only a hint that there is something. The cursor moves after what was
read is stored; what is read twice after a crash changes nothing.
"""

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.domain.correspondence import MailboxState
from shared.domain.errors import Conflict, SourceRejected, SourceUnavailable
from shared.domain.model import Model
from shared.ports import App, MailPorts
from shared.services import report_exceptions
from shared.services.mail.read_page import page

QUEUE = "mailboxes"
JOB = "poll_mailboxes"
REJECTED = "source_rejected:gmail:"  # and the mailbox, as an exception's key
_LEASE = timedelta(minutes=15)
_SKEW = timedelta(seconds=5)  # between the clocks of who asks and who reads
_BUSY_SECONDS = 60
_PAGES = 10  # a turn, then others have theirs
_LONGEST_WAIT = 4 * 3600

log = logging.getLogger(__name__)


class Hint(Model):
    """A mailbox may have something new as of a moment; one without is never late."""

    mailbox: str
    at: datetime | None = None


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
    _send(app, Hint(mailbox=mailbox, at=app.now()), delay_seconds)


def work(app: App, body: str) -> str:
    """Read what is new in a mailbox; give what became of it."""
    hint = Hint.model_validate_json(body)
    mail = app.mail
    if mail is None or hint.mailbox not in mail.gmail.mailboxes:
        return "not watched"
    state, version = app.stores.mailboxes.load(hint.mailbox)
    if reason := _needless(state, hint, app.now()):
        return reason
    if _busy(state, app.now()):
        return _later(app, hint)
    try:
        held = _leased(app, state, version)
    except Conflict:
        return _later(app, hint)
    try:
        return _turn(app, mail, held)
    except Conflict:  # we stood still, the lease ran out, and others went on
        return "overtaken"


def _later(app: App, hint: Hint) -> str:
    """Ask again: who reads now may have passed the place that the hint is about."""
    _send(app, hint, _BUSY_SECONDS)
    return "others are at it"


def _send(app: App, hint: Hint, delay_seconds: int) -> None:
    app.messages.send(QUEUE, hint.model_dump_json(), delay_seconds=delay_seconds)


def _needless(state: MailboxState, hint: Hint, now: datetime) -> str:
    """Say why a hint asks for nothing; of many at once the first is enough."""
    if state.rests_until and state.rests_until > now:
        return "rests"
    whole = not state.page and state.resync_since is None
    read = hint.at and state.read_at and state.read_at - _SKEW >= hint.at
    return "read since" if whole and read else ""


def _busy(state: MailboxState, now: datetime) -> bool:
    return state.leased_until is not None and state.leased_until > now


def _leased(app: App, state: MailboxState, version: str) -> Held:
    """Hold a mailbox, or hold it on; Conflict when somebody else was first."""
    held = state.model_copy(update={"leased_until": app.now() + _LEASE})
    return Held(held, app.stores.mailboxes.save(held, version))


def _turn(app: App, mail: MailPorts, held: Held) -> str:
    """Read pages until the end or the turn's; then let go of the mailbox."""
    state, version = held
    try:
        for left in reversed(range(_PAGES)):
            state, done, failure = page(app, mail, state)
            if failure:
                raise failure
            if done or not left:
                break
            state, version = _leased(app, state, version)
    except SourceUnavailable as error:
        return _resting(app, Held(state, version), error)
    except SourceRejected as error:
        return _refused(app, Held(state, version), error)
    if state.rejected:
        report_exceptions.close_for_tenant(app, key=_key(state))
    _release(app, Held(state, version), rejected=False)
    if not done:
        ask(app, state.mailbox)
    return "read" if done else "goes on"


def _resting(app: App, held: Held, error: SourceUnavailable) -> str:
    """Leave the mailbox alone for as long as Gmail wants, whoever asks for it."""
    wait = min(_LONGEST_WAIT, int(error.retry_after or _BUSY_SECONDS) + 1)
    _release(app, held, rests_until=app.now() + timedelta(seconds=wait))
    ask(app, held.state.mailbox, delay_seconds=wait + _SKEW.seconds)
    return f"waits {wait} s: {error}"


def _refused(app: App, held: Held, error: SourceRejected) -> str:
    """Tell a person; the next reading begins at the cursor, should it be the page."""
    message = f"{held.state.mailbox}: {error}"
    report_exceptions.raise_for_tenant(
        app, rule="source_rejected", key=_key(held.state), message=message
    )
    _release(app, held, rejected=True, page="")
    return f"rejected: {error}"


def _release(app: App, held: Held, **told: object) -> None:
    free = {"leased_until": None, "rests_until": None, **told}
    app.stores.mailboxes.save(held.state.model_copy(update=free), held.version)


def _key(state: MailboxState) -> str:
    return REJECTED + state.mailbox
