"""Mail: sent or drafted at most once; where that can't be told, a person looks.

Gmail knows no idempotency and rewrites Message-IDs, and its search may lag. So only an
attempt before which none can have got through may send; all later ones only look for
the token, and what they don't find is a person's to settle.
"""

from datetime import timedelta
from typing import NamedTuple

from shared.domain.errors import NotFound, PolicyViolation, SourceRejected
from shared.domain.event import EventType, NewEvent
from shared.domain.letter import Audience
from shared.domain.renewal import ContractState, Effect, EffectStatus
from shared.ports import App, MailPorts
from shared.services.concessions.delivery import is_decidable
from shared.services.delivery import Attempt, cancelled, delivered
from shared.services.mail import write
from shared.services.mail.write import Written
from shared.workflow.concessions.work import APPROVAL
from shared.workflow.quiet_hours import may_write
from shared.workflow.situation import OPERATOR
from shared.workflow.tasks import BEYOND_BUDGET, HELD_RULE, UNDELIVERABLE_RULE

_BUDGET_SECONDS = 1800
_CHANGED = "it says something else than what was released"


class Verdict(NamedTuple):
    """Why a mail does not go now, and what is to be recorded of that."""

    reason: str
    events: tuple[NewEvent, ...] = ()


def before(app: App, state: ContractState, effect: Effect) -> Verdict | None:
    """Tell, before anything is claimed, why a mail may not go now; None if it may."""
    if app.mail is None:
        return Verdict("no mail is set up")
    if not _wanted(app, state, effect):
        return Verdict("not needed", (cancelled(effect),))
    try:
        written = write.write(app, app.mail, effect)
    except (PolicyViolation, NotFound) as error:
        raised = _raised(app, effect, UNDELIVERABLE_RULE, str(error))
        return Verdict("undeliverable", (cancelled(effect), raised))
    if write.audience_of(effect) is Audience.INTERNAL:
        return _too_early(app, effect)
    return _hold(app, effect, written)


def send(attempt: Attempt) -> tuple[NewEvent, ...]:
    """Send an internal mail, once."""
    return _done(attempt, Audience.INTERNAL)


def draft(attempt: Attempt) -> tuple[NewEvent, ...]:
    """Put a letter among the account manager's drafts, once; a person sends it."""
    return _done(attempt, Audience.CUSTOMER)


def _done(attempt: Attempt, audience: Audience) -> tuple[NewEvent, ...]:
    app, effect, mail = attempt.app, attempt.effect, attempt.app.mail
    if mail is None or write.audience_of(effect) is not audience:
        message = f"mail {effect.id}: what a customer would read is never sent"
        raise SourceRejected(message)
    written = write.write(app, mail, effect)
    if effect.unclear or effect.status is EffectStatus.CLAIMED:
        return (_looked_up(mail, effect, written, audience),)
    stopped = _stopped(app, effect, written, audience)
    if stopped:
        return stopped
    if not attempt.may_send():
        return ()
    internal = audience is Audience.INTERNAL
    ident = (mail.gmail.send if internal else mail.gmail.create_draft)(written.mail)
    return (delivered(effect, ident, f"{'mail' if internal else 'draft'} {ident}"),)


def _stopped(
    app: App, effect: Effect, written: Written, audience: Audience
) -> tuple[NewEvent, ...]:
    """Give what is recorded instead, where a budget or a release forbids it."""
    if effect.released_hash not in {"", written.content_hash}:
        return _held(app, effect, _CHANGED)
    if _within_budget(app, effect, audience):
        return ()
    if audience is Audience.CUSTOMER:
        return (_hold_event(effect, BEYOND_BUDGET),)  # one exception tells of all
    return (_postponed(effect, "the budget of mail is spent"),)


def _looked_up(
    mail: MailPorts, effect: Effect, written: Written, audience: Audience
) -> NewEvent:
    """Look for what an earlier attempt may have done; never do it again."""
    sent = audience is Audience.INTERNAL
    find = mail.gmail.find_sent if sent else mail.gmail.find_draft
    try:
        found = find(written.mail.mailbox, effect.marker)
    except (SourceRejected, NotFound):  # the sender may lack the right to look
        found = None
    if found:
        return delivered(effect, found, f"mail {found}")
    return NewEvent(
        type=EventType.EFFECT_FAILED,
        summary=f"an attempt may have got through: {effect.summary}",
        data={"id": effect.id, "status": EffectStatus.UNKNOWN.value},
    )


def _wanted(app: App, state: ContractState, effect: Effect) -> bool:
    """Tell whether the task that a mail belongs to is open, and can be done still."""
    about = effect.mail.about if effect.mail else ""
    begun = effect.unclear or effect.status is EffectStatus.CLAIMED
    if begun or not about:
        return True
    task = state.tasks.get(about)
    if task is None or not task.open:
        return False
    return task.kind != APPROVAL.kind or is_decidable(app, state, about)


def _too_early(app: App, effect: Effect) -> Verdict | None:
    policy = app.stores.settings.playbook()
    zone = policy.mail.zones.get(effect.assignee_id or "", app.time_zone)
    if not may_write(app.now(), zone, policy.mail, policy.holidays):
        return Verdict("quiet hours")
    limits = {"hourly": policy.mail.hourly, "daily": policy.mail.daily}
    left = app.stores.mail_budget.left(Audience.INTERNAL, app.now(), **limits)
    return None if left else Verdict("the budget of mail is spent")


def _hold(app: App, effect: Effect, written: Written) -> Verdict | None:
    """Hold a letter that a person has to let go, unless exactly this was released."""
    if effect.released_hash == written.content_hash:
        return None
    reason = write.severe(app, effect)
    if effect.released_hash:
        reason = _CHANGED
    return Verdict("held", _held(app, effect, reason)) if reason else None


def _within_budget(app: App, effect: Effect, audience: Audience) -> bool:
    """Count a mail; what a person released is counted and not refused."""
    policy = app.stores.settings.playbook().mail
    hourly, daily = policy.hourly, policy.daily
    if audience is Audience.CUSTOMER:
        hourly, daily = policy.customer_hourly, policy.customer_daily
    taken = app.stores.mail_budget.take(audience, app.now(), hourly=hourly, daily=daily)
    return taken or bool(effect.released_hash)


def _held(app: App, effect: Effect, reason: str) -> tuple[NewEvent, ...]:
    message = f"a letter is held until it is released: {reason}"
    return _hold_event(effect, reason), _raised(app, effect, HELD_RULE, message)


def _hold_event(effect: Effect, reason: str) -> NewEvent:
    return NewEvent(
        type=EventType.MAIL_HELD,
        summary=f"held: {reason}: {effect.summary}",
        data={"id": effect.id, "reason": reason},
    )


def _raised(app: App, effect: Effect, rule: str, message: str) -> NewEvent:
    roles = app.stores.settings.playbook().roles
    commander = roles.incident_commander if rule == HELD_RULE else ""
    return NewEvent(
        type=EventType.EXCEPTION_RAISED,
        summary=message,
        data={
            "id": f"{rule}:{effect.id}",
            "rule": rule,
            "message": f"{message}: {effect.summary}",
            "owner_id": commander or roles.cs_lead or roles.operator or OPERATOR,
            "due_date": (app.today() + timedelta(days=1)).isoformat(),
        },
    )


def _postponed(effect: Effect, reason: str) -> NewEvent:
    return NewEvent(
        type=EventType.EFFECT_FAILED,
        summary=f"later: {reason}",
        data={
            "id": effect.id,
            "status": EffectStatus.OWED.value,
            "retry_seconds": _BUDGET_SECONDS,
        },
    )
