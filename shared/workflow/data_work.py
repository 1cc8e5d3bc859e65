"""What intake finds wrong: an exception a rule, one data task, closed once cured."""

from collections.abc import Iterator

from shared.domain.calendar import add_business_days
from shared.domain.contract import AutomationMode
from shared.domain.event import EventType, NewEvent
from shared.domain.playbook import TaskPolicy
from shared.domain.renewal import ContractState
from shared.workflow import tasks
from shared.workflow.exceptions import raised
from shared.workflow.situation import Decision

_DATA_TASK = TaskPolicy(
    kind="data_task",
    summary="Complete the contract's data",
    guidance="The engine can't run this renewal until these are settled:",
)


def settle(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    """Raise what intake finds, close what has been cured, and keep one data task."""
    found = {f.rule: f.message for f in decision.situation.findings}
    known = {k: e for k, e in state.exceptions.items() if k.startswith("intake:")}
    for rule, message in found.items():
        item = known.get(f"intake:{rule}")
        if item is None or not item.open:
            yield raised(decision, rule=rule, key=f"intake:{rule}", message=message)
    for key, item in known.items():
        if item.open and item.rule not in found:
            yield NewEvent(
                type=EventType.EXCEPTION_CLOSED,
                summary=f"settled: {item.message}",
                data={"id": key},
            )
    yield from _data_task(state, decision, found)


def _data_task(
    state: ContractState, decision: Decision, found: dict[str, str]
) -> Iterator[NewEvent]:
    about, situation, book = "intake", decision.situation, decision.book
    open_tasks = [t for t in state.tasks.values() if t.about == about and t.open]
    if not found:
        reason = "the contract's data is complete"
        yield from tasks.supersede(state, open_tasks, reason=reason)
        return
    # What was only recorded in shadow is asked for once the contract is out of it.
    if any(situation.mode is AutomationMode.SHADOW or not t.shadow for t in open_tasks):
        return
    yield tasks.request(
        state,
        decision,
        _DATA_TASK,
        key="intake",
        assignee_id=situation.on_duty(situation.data_owner_id),
        due_date=add_business_days(
            situation.today, book.intake_due_days, book.holidays
        ),
        about=about,
        details="\n".join(f"- {message}" for message in found.values()),
    )
