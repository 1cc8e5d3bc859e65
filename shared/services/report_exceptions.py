"""Exceptions that concern the whole tenant, on its own timeline."""

from datetime import timedelta

from shared.domain.errors import Conflict
from shared.domain.event import Context, EventType, NewEvent
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.workflow.fold import apply, fold

TENANT = "-"  # stands for customer and contract on the tenant's own timeline
_DUE = timedelta(days=1)


def raise_for_tenant(app: App, *, rule: str, key: str, message: str) -> None:
    """Raise an exception with the operator as owner, unless it is open already."""
    state = tenant_state(app)
    item = state.exceptions.get(key)
    if item and item.open:
        return
    roles = app.stores.settings.playbook().roles
    event = NewEvent(
        type=EventType.EXCEPTION_RAISED,
        summary=message,
        data={
            "id": key,
            "rule": rule,
            "message": message,
            "owner_id": roles.operator or roles.msp_owner or "operator",
            "due_date": (app.today() + _DUE).isoformat(),
        },
    )
    record(app, state, [event], operation=f"raise:{key}:{state.seq}")


def close_for_tenant(app: App, *, key: str) -> None:
    """Close a tenant's exception once its cause is gone."""
    state = tenant_state(app)
    item = state.exceptions.get(key)
    if item is None or not item.open:
        return
    event = NewEvent(
        type=EventType.EXCEPTION_CLOSED,
        summary=f"settled: {item.message}",
        data={"id": key},
    )
    record(app, state, [event], operation=f"close:{key}:{state.seq}")


def tenant_state(app: App) -> ContractState:
    """Read the tenant's own timeline."""
    return fold(TENANT, TENANT, app.stores.timeline.load(TENANT, TENANT))


def record(
    app: App, state: ContractState, events: list[NewEvent], *, operation: str
) -> ContractState:
    """Append to a timeline and bring its projections up to date.

    When another writer was first nothing is appended: the next run decides again.
    """
    context = Context(actor="engine", at=app.now(), operation_id=operation)
    try:
        appended = app.stores.timeline.append(state, events, context)
    except Conflict:
        return state
    for event in appended:
        state = apply(state, event)
    app.stores.projections.put(state)
    return state
