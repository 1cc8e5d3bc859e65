"""Deciding about a request and recording it: who was too late decides again."""

from collections.abc import Callable, Iterable

from shared.domain.errors import Conflict
from shared.domain.event import Context, NewEvent
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services import ask_effects, record_events

_TRIES = 8

Rule = Callable[[ContractState], Iterable[NewEvent]]


def record(
    app: App, place: tuple[str, str], rule: Rule, *, actor: str, operation_id: str
) -> ContractState:
    """Append what a rule decides on a contract's newest state, and ask for its work.

    The rule is asked again whenever somebody else was first, so that it decides on
    what really stands there. Its errors pass through, and nothing is written then.
    """
    for left in reversed(range(_TRIES)):
        state = record_events.load(app, *place)
        try:
            events = [*rule(state)]
            if not events:
                return state
            context = Context(
                actor=actor,
                at=app.now(),
                operation_id=operation_id,
                playbook_version=app.stores.settings.playbook().version,
            )
            state = record_events.append(app, state, events, context)
        except Conflict:
            if not left:
                raise
        else:
            ask_effects.ask(app, state)
            return state
    return state
