"""How events about a renewal change its contract's state."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from shared.domain.event import Event, EventType
from shared.domain.renewal import ContractState, Outcome, Renewal, Stage
from shared.workflow.state import changed, changed_renewal
from shared.workflow.transitions import ORDER, position


def _opened(state: ContractState, event: Event) -> ContractState:
    data: dict[str, Any] = dict(event.data)
    renewal = Renewal(
        customer_id=state.customer_id,
        contract_id=state.contract_id,
        term_end=_term_end(event),
        decision_date=data["decision_date"],
        stage=Stage.UPCOMING,
        owner_id=data["owner_id"],
        baseline_mrr_minor=data["baseline_mrr_minor"],
        currency=data["currency"],
        opened_at=event.at,
    )
    return changed(state, renewal=renewal)


def _rebased(state: ContractState, event: Event) -> ContractState:
    renewal = state.renewal
    if renewal is None:
        return state
    stage, end = Stage(str(event.data["stage"])), _term_end(event)
    return changed_renewal(
        state,
        term_end=end,
        decision_date=date.fromisoformat(str(event.data["decision_date"])),
        stage=stage,
        entered=entered_before(renewal, end, stage),
        missed=tuple(s for s in renewal.missed if position(s) < position(stage)),
        completed=tuple(s for s in renewal.completed if position(s) <= position(stage)),
    )


def entered_before(renewal: Renewal, end: date, stage: Stage) -> tuple[Stage, ...]:
    """List the stages up to one that were entered, now or under the same term end."""
    been = {*renewal.entered, *renewal.been.get(end.isoformat(), ())}
    return tuple(s for s in ORDER if s in been and position(s) <= position(stage))


def _stage_entered(state: ContractState, event: Event) -> ContractState:
    renewal = state.renewal
    if renewal is None:
        return state
    stage, end = Stage(event.stage), renewal.term_end.isoformat()
    been = {**renewal.been, end: (*renewal.been.get(end, ()), stage)}
    entered = (*renewal.entered, stage)
    return changed_renewal(state, stage=stage, entered=entered, been=been)


def _stage_missed(state: ContractState, event: Event) -> ContractState:
    if state.renewal is None:
        return state
    return changed_renewal(state, missed=(*state.renewal.missed, Stage(event.stage)))


def _stage_completed(state: ContractState, event: Event) -> ContractState:
    if state.renewal is None:
        return state
    return changed_renewal(
        state, completed=(*state.renewal.completed, Stage(event.stage))
    )


def _notice_given(state: ContractState, event: Event) -> ContractState:
    day = date.fromisoformat(str(event.data["notice_date"]))
    return changed(state, notice_date=day)


def _closed(state: ContractState, event: Event) -> ContractState:
    if state.renewal is None:
        return state
    data = event.data
    frozen = data.get("readiness")
    done = state.renewal.model_copy(
        update={
            "stage": Stage.CLOSED,
            "outcome": Outcome(str(data["outcome"])),
            "renewed_mrr_minor": data.get("renewed_mrr_minor"),
            "frozen_readiness": None if frozen is None else Decimal(str(frozen)),
            "closed_at": event.at,
        }
    )
    kept = {key: task for key, task in state.tasks.items() if not task.stage}
    closed = (*state.closed, done)
    return changed(state, renewal=None, closed=closed, tasks=kept, notice_date=None)


def _term_end(event: Event) -> date:
    if event.term_end is None:
        message = f"event {event.seq} ({event.type}) has no term end"
        raise ValueError(message)
    return event.term_end


STEPS: dict[str, Callable[[ContractState, Event], ContractState]] = {
    EventType.RENEWAL_OPENED: _opened,
    EventType.RENEWAL_REBASED: _rebased,
    EventType.STAGE_ENTERED: _stage_entered,
    EventType.STAGE_MISSED: _stage_missed,
    EventType.STAGE_COMPLETED: _stage_completed,
    EventType.NOTICE_GIVEN: _notice_given,
    EventType.RENEWAL_CLOSED: _closed,
}
