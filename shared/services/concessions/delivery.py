"""What requests add to the delivery of their tasks: the link, and the last check."""

from shared.domain.approval import Ask, Concession, ConcessionStatus
from shared.domain.event import EventType, NewEvent
from shared.domain.renewal import ContractState, Effect, Task
from shared.ports import App
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
    if task.kind == APPROVAL.kind:
        return _with_link(attempt)
    request = attempt.state.concessions.get(task.about)
    if request is None or request.status is not ConcessionStatus.APPROVED:
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


def link_of(app: App, state: ContractState, task_id: str) -> str | None:
    """Make the link that goes with an approver's task; None when it can't be used.

    Every call makes another one, and nothing keeps it.
    """
    found = _open_ask(app, state, task_id)
    if found is None:
        return None
    return app.links.link(*found) if app.links else _NO_LINK


def is_decidable(app: App, state: ContractState, task_id: str) -> bool:
    """Tell whether an approver's task can still be done."""
    return _open_ask(app, state, task_id) is not None


def _open_ask(
    app: App, state: ContractState, task_id: str
) -> tuple[Concession, Ask] | None:
    task = state.tasks.get(task_id)
    request = state.concessions.get(task.about) if task else None
    if request is None or not request.open or request.terms.expires_at <= app.now():
        return None
    ask = next((one for one in request.asks if one.task_id == task_id), None)
    return (request, ask) if ask else None


def _with_link(attempt: Attempt) -> Effect | None:
    effect = attempt.effect
    address = link_of(attempt.app, attempt.state, effect.id)
    if address is None:
        return None
    return effect.model_copy(update={"details": f"{effect.details}\n\n{address}"})
