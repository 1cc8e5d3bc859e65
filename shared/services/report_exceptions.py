"""Exceptions that concern the whole tenant, on its own timeline."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from shared.domain.errors import Conflict
from shared.domain.event import Context, EventType, NewEvent
from shared.domain.model import Model
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services import record_events
from shared.workflow.situation import OPERATOR

TENANT = "-"  # stands for customer and contract on the tenant's own timeline
_DUE = timedelta(days=1)
_TRIES = 5
_AT_ONCE = 50  # a transaction takes a hundred rows

Decide = Callable[[ContractState], list[NewEvent]]


class Trouble(Model):
    """Something wrong that concerns the tenant, with the annual value exposed."""

    rule: str
    key: str
    message: str
    value_minor: int = 0
    currency: str = ""


def raise_for_tenant(app: App, *, rule: str, key: str, message: str) -> None:
    """Raise an exception with the operator as owner, unless it is open already."""
    trouble = Trouble(rule=rule, key=key, message=message)
    _record(app, f"raise:{key}", lambda state: list(_raised(app, state, [trouble])))


def close_for_tenant(app: App, *, key: str) -> None:
    """Close a tenant's exception once its cause is gone."""
    _record(app, f"close:{key}", lambda state: list(_closed(state, [key])))


def settle_for_tenant(app: App, *, rule: str, found: Iterable[Trouble]) -> None:
    """Raise what is found of one rule, close what is found no more."""
    troubles = list(found)

    def decide(state: ContractState) -> list[NewEvent]:
        wanted = {trouble.key for trouble in troubles}
        known = [item.id for item in state.exceptions.values() if item.rule == rule]
        cured = [key for key in known if key not in wanted]
        return [*_raised(app, state, troubles), *_closed(state, cured)]

    _record(app, f"settle:{rule}", decide)


def tenant_state(app: App) -> ContractState:
    """Read the tenant's own timeline."""
    return record_events.load(app, TENANT, TENANT)


def _raised(
    app: App, state: ContractState, troubles: Iterable[Trouble]
) -> Iterator[NewEvent]:
    roles = app.stores.settings.playbook().roles
    for trouble in troubles:
        item = state.exceptions.get(trouble.key)
        if item is None or not item.open:
            told = trouble.model_dump(exclude={"key"})
            yield NewEvent(
                type=EventType.EXCEPTION_RAISED,
                summary=trouble.message,
                data={
                    **told,
                    "id": trouble.key,
                    "owner_id": roles.operator or roles.msp_owner or OPERATOR,
                    "due_date": (app.today() + _DUE).isoformat(),
                },
            )


def _closed(state: ContractState, keys: Iterable[str]) -> Iterator[NewEvent]:
    for key in keys:
        item = state.exceptions.get(key)
        if item is not None and item.open:
            yield NewEvent(
                type=EventType.EXCEPTION_CLOSED,
                summary=f"settled: {item.message}",
                data={"id": key},
            )


def _record(app: App, operation: str, decide: Decide) -> None:
    """Append what is decided; who was too late decides again on the newer state."""
    conflicts = 0
    while conflicts < _TRIES:
        state = tenant_state(app)
        events = decide(state)[:_AT_ONCE]
        if not events:
            return
        context = Context(
            actor="engine", at=app.now(), operation_id=f"{operation}:{state.seq}"
        )
        try:
            record_events.append(app, state, events, context)
        except Conflict:
            conflicts += 1
