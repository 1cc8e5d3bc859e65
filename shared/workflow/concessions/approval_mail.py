"""The mail that goes with an approver's task, where the playbook wants it mailed."""

from collections.abc import Iterator

from shared.domain.approval import Concession
from shared.domain.event import NewEvent
from shared.domain.letter import MailOrder
from shared.workflow.concessions.desk import Desk
from shared.workflow.concessions.words import figures_in_words, terms_in_words
from shared.workflow.letters import MAIL, requested
from shared.workflow.tasks import subject

APPROVAL_REQUEST = "approval_request"


def approval_mail(
    desk: Desk, request: Concession, task: NewEvent
) -> Iterator[NewEvent]:
    """Ask for the mail to whoever was given `task`; its link is made when it goes."""
    situation, policy = desk.decision.situation, desk.decision.book.mail
    if not situation.mail or policy.channels.get("approval") != MAIL:
        return
    order = MailOrder(
        template=APPROVAL_REQUEST,
        recipient_id=str(task.data["assignee_id"]),
        about=str(task.data["id"]),
        facts={
            "title": subject(situation),
            "asked_by": request.requester.name,
            "until": f"{request.terms.expires_at:%Y-%m-%d %H:%M} UTC",
            "lines": [
                *terms_in_words(request.terms).splitlines(),
                figures_in_words(request),
                *request.requirement.reasons,
            ],
        },
    )
    yield requested(
        order,
        key=str(task.data["id"]),
        summary=f"mail: {task.summary}",
        shadow=bool(task.data["shadow"]),
    )
