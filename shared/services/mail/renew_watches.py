"""Watches on mailboxes: renewed daily, because Gmail ends them after seven days."""

from datetime import timedelta

from shared.domain.correspondence import WatchState
from shared.domain.errors import Conflict, SourceError
from shared.ports import App, Gmail
from shared.services import report_exceptions
from shared.services.mail import receive_push
from shared.services.mail.read_mailbox import REJECTED

JOB = "renew_gmail_watches"
RULE = "watch_expiring"
_RENEWED_WITH_LEFT = timedelta(days=6)  # so once a day, and hourly while it fails
_ALARM = timedelta(hours=48)
_LEASE = timedelta(minutes=10)


def renew(app: App) -> int:
    """Renew the watches that are a day old, tell of those about to end.

    Gives the number renewed. The cursor is never moved by what a watch answers: that
    would skip what came in between.
    """
    gmail = app.mail.gmail if app.mail else None
    if gmail is None:
        return 0
    _settle_unlisted(app, gmail)
    if not gmail.topic:
        return 0
    count = sum(_renewed(app, gmail, mailbox) for mailbox in gmail.mailboxes)
    receive_push.forget_old(app)
    return count


def _settle_unlisted(app: App, gmail: Gmail) -> None:
    """Close exceptions about mailboxes that are not read or watched any more."""
    watched = gmail.mailboxes if gmail.topic else ()
    due = {f"{RULE}:{box}" for box in watched}
    due |= {f"{REJECTED}{box}" for box in gmail.mailboxes}
    for item in report_exceptions.tenant_state(app).exceptions.values():
        ours = item.id.startswith((f"{RULE}:", REJECTED))
        if ours and item.open and item.id not in due:
            report_exceptions.close_for_tenant(app, key=item.id)


def _renewed(app: App, gmail: Gmail, mailbox: str) -> bool:
    """Renew one watch if it is due and nobody else does."""
    taken = _taken(app, gmail.topic, mailbox)
    if taken is None:
        return False
    state, version = taken
    problem = ""
    try:
        if state.topic not in {"", gmail.topic}:
            gmail.stop(mailbox)  # a second topic would be refused
        until = gmail.watch(mailbox).until
        state = WatchState(mailbox=mailbox, topic=gmail.topic, until=until)
        app.stores.watches.save(state, version)
    except SourceError as error:
        problem = str(error)
    except Conflict:  # we stood still, and another one renewed it meanwhile
        return False
    _tell(app, state, problem)
    return not problem


def _taken(app: App, topic: str, mailbox: str) -> tuple[WatchState, str] | None:
    """Take a renewal that is due: of two calls at once Gmail would refuse one."""
    now = app.now()
    state, version = app.stores.watches.load(mailbox)
    left = state.until and state.until - now
    fresh = left and left > _RENEWED_WITH_LEFT and state.topic == topic
    busy = state.leased_until and state.leased_until > now
    if fresh or busy:
        return None
    leased = state.model_copy(update={"leased_until": now + _LEASE})
    try:
        return leased, app.stores.watches.save(leased, version)
    except Conflict:
        return None


def _tell(app: App, state: WatchState, problem: str) -> None:
    """Raise an exception where less than two days are left, close it where more."""
    key = f"{RULE}:{state.mailbox}"
    if state.until and state.until - app.now() >= _ALARM:
        report_exceptions.close_for_tenant(app, key=key)
        return
    ends = f"ends {state.until:%Y-%m-%d %H:%M} UTC" if state.until else "never began"
    message = f"the watch of {state.mailbox} {ends}: {problem}"
    report_exceptions.raise_for_tenant(app, rule=RULE, key=key, message=message)
