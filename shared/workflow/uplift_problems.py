"""A theme's record as an ITIL problem in the PSA: made once, by a person's request."""

from shared.domain.contract import AutomationMode
from shared.domain.errors import PolicyViolation
from shared.domain.event import EventType, NewEvent
from shared.domain.marker import marker_of
from shared.domain.opportunity import Detector, Pursuit
from shared.domain.renewal import ContractState, Effect, EffectKind, EffectStatus
from shared.workflow.situation import Decision
from shared.workflow.tasks import subject, task_id_of
from shared.workflow.uplift_brief import evidence
from shared.workflow.uplift_tasks import naming

_GUIDANCE = "Find the cause that these tickets have in common, and its cure."


def problem_of(state: ContractState, pursuit_id: str) -> Effect | None:
    """Find the problem that was asked for about an opportunity."""
    asked = (
        one
        for one in state.effects.values()
        if one.kind is EffectKind.CREATE_PROBLEM
        and one.fields.get("about") == pursuit_id
    )
    return next(asked, None)


def problem(
    state: ContractState, decision: Decision, pursuit: Pursuit
) -> NewEvent | None:
    """Ask for a theme's problem; None where it was asked for already.

    What was only recorded in shadow may be asked for again. Raises PolicyViolation
    where the opportunity is no theme.
    """
    one = pursuit.opportunity
    if one.detector is not Detector.RECURRING_THEME:
        message = f"opportunity {pursuit.id} is about no theme of tickets"
        raise PolicyViolation(message)
    named = naming(decision, one)
    shadow = named.situation.mode is AutomationMode.SHADOW
    before = problem_of(state, pursuit.id)
    if before and (shadow or before.status is not EffectStatus.SHADOW):
        return None
    key = task_id_of(decision, f"problem:{pursuit.id}")
    summary = f"Problem: {subject(named.situation)}"
    return NewEvent(
        type=EventType.PROBLEM_REQUESTED,
        summary=summary,
        data={
            "id": key,
            "marker": marker_of(key),
            "summary": summary,
            "details": f"{_GUIDANCE}\n\n{evidence(one)}",
            "fields": {"about": pursuit.id, "tickets": ",".join(one.examples)},
            "shadow": shadow,
        },
    )
