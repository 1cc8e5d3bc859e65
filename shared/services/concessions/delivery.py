"""What requests add to the delivery of their tasks: the link, and the last check."""

from shared.domain.approval import Concession, ConcessionStatus
from shared.domain.event import EventType, NewEvent
from shared.domain.renewal import Effect, Task
from shared.services.concessions import decide
from shared.services.delivery import Attempt
from shared.workflow.concessions.work import APPLY, APPROVAL

_NO_LINK = "No link can be made: LINK_SIGNING_KEYS is not set."


def prepared(attempt: Attempt, task: Task) -> Effect | None:
    """Give the effect as it may go out now, None when it is not to go out any more.

    Who is asked to decide gets a link, which is made here and stored nowhere. Terms
    that were approved are compared once more with today's contract (AP7).
    """
    if task.kind not in {APPROVAL.kind, APPLY.kind}:
        return attempt.effect
    request = attempt.state.concessions.get(task.about)
    if request is None:
        return None
    if task.kind == APPROVAL.kind:
        return _with_link(attempt, request)
    if request.status is not ConcessionStatus.APPROVED:
        return None
    changed = decide.void_if_changed(attempt.app, request.id)
    return None if changed else attempt.effect


def applied(task: Task) -> tuple[NewEvent, ...]:
    """Tell that approved terms now stand in HaloPSA."""
    if task.kind != APPLY.kind:
        return ()
    event = NewEvent(
        type=EventType.CONCESSION_APPLIED,
        summary="the approved terms were written back",
        data={"id": task.about, "task_id": task.id},
    )
    return (event,)


def _with_link(attempt: Attempt, request: Concession) -> Effect | None:
    effect, links = attempt.effect, attempt.app.links
    ask = next((one for one in request.asks if one.task_id == effect.id), None)
    over = request.terms.expires_at <= attempt.app.now()
    if ask is None or over or not request.open:
        return None
    address = links.link(request, ask) if links else _NO_LINK
    return effect.model_copy(update={"details": f"{effect.details}\n\n{address}"})
