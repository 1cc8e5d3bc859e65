"""One decision about one contract: all rules in order, each seeing what came before."""

from collections.abc import Callable, Iterator

from shared.domain.event import EventType, NewEvent
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState
from shared.workflow import (
    comebacks,
    crm_writes,
    data_work,
    escalation,
    letters,
    outcomes,
    stages,
    tasks,
)
from shared.workflow.fold import foresee
from shared.workflow.situation import Decision, Situation

Rule = Callable[[ContractState, Decision], Iterator[NewEvent]]

# A contract with findings is not automated: it gets data work, and what ends, ends.
_FIRST: tuple[Rule, ...] = (tasks.finish, data_work.settle, outcomes.close)
_AUTOMATED: tuple[Rule, ...] = (
    stages.open_renewal,
    comebacks.watch,
    outcomes.close,  # signed before its window: opened and closed at once (K10)
    stages.advance,
    stages.request_tasks,
    stages.complete,
)


def decide(
    state: ContractState, situation: Situation, *, book: Playbook, tenant_id: str
) -> tuple[NewEvent, ...]:
    """Give the events that today's facts call for; none when nothing is new."""
    decision = Decision(situation=situation, book=book, tenant_id=tenant_id)
    decided: list[NewEvent] = []
    for rule in _rules(situation):
        for event in tuple(rule(state, decision)):
            decided.append(event)
            state = foresee(state, event)
    return tuple(decided)


def _rules(situation: Situation) -> tuple[Rule, ...]:
    last = (_band, escalation.escalate, crm_writes.keep, letters.accompany)
    if situation.findings:
        return (*_FIRST, outcomes.close_by_time, *last)
    return (*_FIRST, stages.rebase, outcomes.close_by_time, *_AUTOMATED, *last)


def _band(state: ContractState, decision: Decision) -> Iterator[NewEvent]:
    score = decision.situation.score
    if score is None or score.band == state.band:
        return
    before = state.band or "no band"
    yield NewEvent(
        type=EventType.BAND_CHANGED,
        summary=f"readiness {score.readiness}: from {before} to {score.band}",
        data={"band": score.band.value, "readiness": str(score.readiness)},
    )
