"""The fold: a contract's state from its events; unknown types are passed over."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from shared.domain.contract import AutomationMode
from shared.domain.event import Event, EventType, NewEvent
from shared.domain.renewal import ContractState, ExceptionItem
from shared.workflow import (
    effect_steps,
    mail_steps,
    renewal_steps,
    task_steps,
    uplift_steps,
)
from shared.workflow.concessions import steps as concession_steps
from shared.workflow.state import changed, known_to

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def fold(customer_id: str, contract_id: str, events: Iterable[Event]) -> ContractState:
    """Give a contract's state after all its events."""
    state = ContractState(customer_id=customer_id, contract_id=contract_id)
    for event in events:
        state = apply(state, event)
    return state


def apply(state: ContractState, event: Event) -> ContractState:
    """Give the state after one more event."""
    after = state
    for steps in _STEPS:
        if step := steps.get(event.type):
            after = step(after, event)
    return changed(after, seq=event.seq, last_hash=event.hash)


def foresee(state: ContractState, event: NewEvent) -> ContractState:
    """Show a decided event to the rules that follow, before it is stored."""
    return apply(
        state,
        Event(
            tenant_id="",
            customer_id=state.customer_id,
            contract_id=state.contract_id,
            seq=state.seq + 1,
            type=event.type,
            at=_NO_TIME,
            actor="",
            summary=event.summary,
            stage=event.stage,
            term_end=event.term_end,
            data=event.data,
            operation_id="",
            previous_hash=state.last_hash,
            hash="",
        ),
    )


def _mode_changed(state: ContractState, event: Event) -> ContractState:
    return changed(state, mode=AutomationMode(str(event.data["mode"])))


def _band_changed(state: ContractState, event: Event) -> ContractState:
    return changed(state, band=str(event.data["band"]))


def _exception_raised(state: ContractState, event: Event) -> ContractState:
    item = ExceptionItem(
        **known_to(ExceptionItem, event),
        customer_id=state.customer_id,
        contract_id=state.contract_id,
    )
    return changed(state, exceptions=state.exceptions | {item.id: item})


def _exception_closed(state: ContractState, event: Event) -> ContractState:
    item = state.exceptions.get(str(event.data["id"]))
    if item is None:
        return state
    closed = item.model_copy(update={"open": False})
    return changed(state, exceptions=state.exceptions | {item.id: closed})


_Steps = Mapping[str, Callable[[ContractState, Event], ContractState]]

_OWN: _Steps = {
    EventType.MODE_CHANGED: _mode_changed,
    EventType.BAND_CHANGED: _band_changed,
    EventType.EXCEPTION_RAISED: _exception_raised,
    EventType.EXCEPTION_CLOSED: _exception_closed,
}
# Requests come first: they look at the renewal that a closing takes away.
_STEPS: tuple[_Steps, ...] = (
    concession_steps.STEPS,
    renewal_steps.STEPS,
    task_steps.STEPS,
    effect_steps.STEPS,
    mail_steps.STEPS,
    uplift_steps.STEPS,
    _OWN,
)
