"""Recording what was decided: one transaction on a timeline, then its projections."""

from collections.abc import Sequence

from shared.domain.errors import Conflict
from shared.domain.event import Context, NewEvent
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.workflow.fold import apply, fold

_TRIES = 5


def load(app: App, customer_id: str, contract_id: str) -> ContractState:
    """Read a contract's state from its timeline."""
    return fold(
        customer_id, contract_id, app.stores.timeline.load(customer_id, contract_id)
    )


def append(
    app: App, state: ContractState, events: Sequence[NewEvent], context: Context
) -> ContractState:
    """Append and project; Conflict when another writer was first."""
    for event in app.stores.timeline.append(state, events, context):
        state = apply(state, event)
    return project(app, state)


def project(app: App, state: ContractState) -> ContractState:
    """Write a contract's projections and give the state that they show.

    Two workers may write them in either order. So each looks at the timeline once it
    has written: whoever wrote an older state last writes the newest over it.
    """
    while True:
        app.stores.projections.put(state)
        newest = load(app, state.customer_id, state.contract_id)
        if newest.seq <= state.seq:
            return state
        state = newest


def state_fact(
    app: App, place: tuple[str, str], event: NewEvent, *, actor: str
) -> ContractState:
    """Record what a person said, whatever else stands on the timeline meanwhile."""
    context = Context(actor=actor, at=app.now(), operation_id=f"said:{app.new_id()}")
    for _ in range(_TRIES - 1):
        try:
            return append(app, load(app, *place), [event], context)
        except Conflict:
            continue
    return append(app, load(app, *place), [event], context)
