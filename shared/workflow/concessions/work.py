"""The tasks that requests give people, and how they are withdrawn."""

from collections.abc import Iterator
from datetime import timedelta

from shared.domain.approval import Approval, Ask, Concession
from shared.domain.calendar import add_business_days
from shared.domain.event import EventType, NewEvent
from shared.domain.playbook import TaskPolicy
from shared.domain.renewal import ContractState, ExceptionItem
from shared.workflow import tasks
from shared.workflow.concessions.desk import Desk
from shared.workflow.concessions.words import figures_in_words, terms_in_words
from shared.workflow.exceptions import raised

APPROVAL = TaskPolicy(
    kind="concession_approval",
    summary="Decide a concession",
    guidance="Somebody asks for a concession. Open the link that comes with this "
    "task, sign in and decide; answering here decides nothing.",
)
APPLY = TaskPolicy(
    kind="concession_apply",
    summary="Apply an approved concession",
    guidance="It was approved on exactly these terms. Any other needs a new approval.",
)
CONDITION = TaskPolicy(
    kind="concession_condition",
    summary="Meet the condition of a concession",
    guidance="The concession was approved on this condition:",
)
RESULT = TaskPolicy(
    kind="concession_result",
    summary="Read what became of a concession request",
    guidance="Your request is settled:",
)
GLASS_REVIEW = TaskPolicy(
    kind="glass_review",
    summary="Review an approval that broke the glass",
    guidance="Two people approved this outside the limits. Find out why, and whether "
    "it was right.",
)
FIRST, REMINDER, DELEGATE, ESCALATION = "first", "reminder", "delegate", "escalation"
_APPLY_DAYS, _TELL_DAYS, _REVIEW_DAYS = 2, 1, 5
# What is raised about a request, and closed with it.
STUCK, UNANSWERED = "approval_stuck", "approval_unanswered"
CHANGED = "concession_terms_changed"


def tell(
    state: ContractState, desk: Desk, request: Concession, *, text: str
) -> NewEvent:
    """Tell the requester what became of their request."""
    return _for_requester(state, desk, request, RESULT, days=_TELL_DAYS, details=text)


def apply_task(
    state: ContractState, desk: Desk, request: Concession, approval: Approval
) -> NewEvent:
    """Ask the requester to apply exactly what was approved; `fields` go with it."""
    event = _for_requester(
        state,
        desk,
        request,
        APPLY,
        days=_APPLY_DAYS,
        details=terms_in_words(request.terms),
    )
    fields = {
        "concession_id": request.id,
        "concession_kind": request.terms.kind.value,
        "concession_depth": str(request.assessment.ask.depth.value or ""),
        "concession_terms": terms_in_words(request.terms),
        "concession_hash": request.chash,
        "concession_approved_by": approval.name,
        "concession_approved_at": approval.at.isoformat(),
    }
    return event.model_copy(update={"data": {**event.data, "fields": fields}})


def condition_task(
    state: ContractState, desk: Desk, request: Concession, *, number: int, text: str
) -> NewEvent:
    """Give a condition of an approval to the requester."""
    days = desk.decision.book.intake_due_days
    policy = CONDITION.model_copy(update={"summary": f"{CONDITION.summary} ({number})"})
    return _for_requester(state, desk, request, policy, days=days, details=text)


def review_task(state: ContractState, desk: Desk, request: Concession) -> NewEvent:
    """Give the MSP's owner a broken glass to review."""
    situation, book = desk.decision.situation, desk.decision.book
    return tasks.request(
        state,
        desk.decision,
        GLASS_REVIEW,
        key=f"concession|{request.id}|{request.revision}|{GLASS_REVIEW.kind}",
        assignee_id=situation.on_duty(situation.msp_owner_id),
        due_date=add_business_days(situation.today, _REVIEW_DAYS, book.holidays),
        about=request.id,
        details=in_figures(request),
    )


def approval_task(
    state: ContractState, desk: Desk, request: Concession, ask: Ask
) -> NewEvent:
    """Ask somebody to decide before others are told; the link comes at delivery."""
    policy = desk.policy
    hours = policy.escalate_after_hours
    if ask.why == REMINDER:
        hours -= policy.remind_after_hours
    return tasks.request(
        state,
        desk.decision,
        APPROVAL,
        key=f"concession|{request.id}|{request.revision}|{ask.why}|{ask.oid}",
        assignee_id=desk.agents[ask.oid],
        due_date=(ask.at + timedelta(hours=hours)).date(),
        about=request.id,
        details=in_figures(request),
    )


def in_figures(request: Concession) -> str:
    """Say who asks for what, what it costs, and why it comes to this level."""
    before = f"{request.terms.expires_at:%Y-%m-%d %H:%M} UTC"
    lines = [
        f"{request.requester.name} asks, to be decided before {before}.",
        terms_in_words(request.terms),
        figures_in_words(request),
        *(f"- {reason}" for reason in request.requirement.reasons),
    ]
    return "\n".join(lines)


def withdraw_tasks(
    state: ContractState, request: Concession, *, reason: str, oid: str = ""
) -> Iterator[NewEvent]:
    """Withdraw the work about a request, or only what one person was asked.

    A broken glass is reviewed whatever becomes of the request.
    """
    mine = {ask.task_id for ask in request.asks if ask.oid == oid}
    about = [
        task
        for task in state.tasks.values()
        if task.open
        and task.about == request.id
        and (task.id in mine if oid else task.kind != GLASS_REVIEW.kind)
    ]
    yield from tasks.supersede(state, about, reason=reason)


def settle(
    state: ContractState, request: Concession, *, reason: str
) -> Iterator[NewEvent]:
    """Withdraw all work about a request, and what was raised about it."""
    yield from withdraw_tasks(state, request, reason=reason)
    begins = tuple(f"{rule}:{request.id}:" for rule in (STUCK, UNANSWERED, CHANGED))
    for item in state.exceptions.values():
        if item.open and item.id.startswith(begins):
            yield _closed(item, reason)


def trouble(
    state: ContractState, desk: Desk, request: Concession, *, rule: str, message: str
) -> Iterator[NewEvent]:
    """Raise an exception about a revision to the MSP's owner, unless it is open."""
    key = _key(rule, request)
    item = state.exceptions.get(key)
    if item is None or not item.open:
        text = f"concession request {request.id}: {message}"
        event = raised(desk.decision, rule=rule, key=key, message=text)
        owner = desk.decision.situation.msp_owner_id or event.data["owner_id"]
        yield event.model_copy(update={"data": {**event.data, "owner_id": owner}})


def cleared(
    state: ContractState, rule: str, request: Concession, *, reason: str
) -> Iterator[NewEvent]:
    """Close an exception about a revision if it is open."""
    item = state.exceptions.get(_key(rule, request))
    if item and item.open:
        yield _closed(item, reason)


def _key(rule: str, request: Concession) -> str:
    return f"{rule}:{request.id}:{request.revision}"


def _closed(item: ExceptionItem, reason: str) -> NewEvent:
    return NewEvent(
        type=EventType.EXCEPTION_CLOSED,
        summary=f"{reason}: {item.message}",
        data={"id": item.id},
    )


def _for_requester(  # noqa: PLR0913 - all that such a task is made of
    state: ContractState,
    desk: Desk,
    request: Concession,
    policy: TaskPolicy,
    *,
    days: int,
    details: str,
) -> NewEvent:
    situation, book = desk.decision.situation, desk.decision.book
    agent = request.requester.agent_id or situation.terms.owner_id
    key = f"concession|{request.id}|{request.revision}|{policy.summary}"
    return tasks.request(
        state,
        desk.decision,
        policy,
        key=key,
        assignee_id=situation.on_duty(agent),
        due_date=add_business_days(situation.today, days, book.holidays),
        about=request.id,
        details=details,
    )
