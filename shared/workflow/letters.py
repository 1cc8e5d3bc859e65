"""Which mail a contract calls for: each accompanies a task, and none is sent twice."""

from collections.abc import Iterator
from datetime import date

from shared.domain.contract import AutomationMode
from shared.domain.event import EventType, NewEvent
from shared.domain.letter import Audience, MailOrder, mail_id, token_of
from shared.domain.renewal import ContractState, EffectKind, Task
from shared.workflow.situation import Decision, Situation
from shared.workflow.tasks import subject

MAIL, DRAFT = "mail", "draft"  # the channels there are
# Every template: who may read it decides whether it is sent or only drafted.
AUDIENCES = {
    "approval_request": Audience.INTERNAL,
    "task_escalated": Audience.INTERNAL,
    "digest": Audience.INTERNAL,
    "checkpoint_invitation": Audience.CUSTOMER,
    "proposal_cover": Audience.CUSTOMER,
    "reminder_letter": Audience.CUSTOMER,
}
KINDS = {"approval": MAIL, "escalation": MAIL, "digest": MAIL, "letter": DRAFT}
_ESCALATION = "escalation"


def accompany(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Ask for the mail that goes with open tasks, once a task."""
    situation, mail = decision.situation, decision.book.mail
    if not situation.mail:
        return
    for task in state.tasks.values():
        if not task.open or task.shadow or mail_id(task.id) in state.effects:
            continue
        if task.kind == _ESCALATION and mail.channels.get("escalation") == MAIL:
            yield from _escalated(task, situation)
        elif task.kind in mail.letters and mail.channels.get("letter") == DRAFT:
            yield from _letter(task, mail.letters[task.kind], state, situation)


def requested(
    order: MailOrder, *, key: str, summary: str, shadow: bool = False
) -> NewEvent:
    """Ask for a mail; the same key gives the same id, so that it is asked for once."""
    audience = AUDIENCES[order.template]
    internal = audience is Audience.INTERNAL
    kind = EffectKind.SEND_MAIL if internal else EffectKind.DRAFT_MAIL
    return NewEvent(
        type=EventType.MAIL_REQUESTED,
        summary=summary,
        data={
            "id": mail_id(key),
            "kind": kind.value,
            "marker": token_of(mail_id(key)),
            "shadow": shadow,
            "mail": order.model_dump(mode="json"),
        },
    )


def _escalated(task: Task, situation: Situation) -> Iterator[NewEvent]:
    if task.assignee_id:
        order = MailOrder(
            template="task_escalated",
            recipient_id=task.assignee_id,
            about=task.id,
            facts={
                "task": task.summary,
                "contract": subject(situation),
                "due": long_date(task.due_date),
            },
        )
        yield requested(order, key=task.id, summary=f"mail: {task.summary}")


def _letter(
    task: Task, template: str, state: ContractState, situation: Situation
) -> Iterator[NewEvent]:
    """Draft a letter to the customer, of a live contract whose people are known."""
    renewal, contact = state.renewal, situation.contact
    live = situation.mode is AutomationMode.LIVE
    if not live or renewal is None or contact is None or not task.assignee_id:
        return
    order = MailOrder(
        template=template,
        recipient_id=contact.id,
        writer_id=task.assignee_id,
        about=task.id,
        facts={
            "greeting": contact.name.partition(" ")[0],
            "contract": situation.terms.reference,
            "decision_date": long_date(renewal.decision_date),
            "term_end": long_date(renewal.term_end),
        },
    )
    yield requested(order, key=task.id, summary=f"draft for review: {task.summary}")


def long_date(day: date) -> str:
    """Write a date as a letter does.

    >>> long_date(date(2026, 12, 2))
    '2 December 2026'
    """
    return f"{day.day} {day:%B %Y}"
