"""Effects whose outcome can't be told: a person looks, and says what became of them."""

from collections.abc import Iterator

from shared.domain.errors import NotFound
from shared.domain.event import EventType, NewEvent
from shared.domain.renewal import ContractState, Effect
from shared.ports import App
from shared.services.concessions.recording import record
from shared.workflow.tasks import EFFECT_RULE


def unknown(app: App) -> Iterator[Effect]:
    """List the effects that a person has to look for."""
    yield from app.stores.projections.unknown()


def settle(
    app: App, effect_id: str, *, done_as: str | None, actor: str, reason: str
) -> None:
    """Record what a person found: it was done as `done_as`, or, with None, never.

    What never happened is owed again and done once more. Raises NotFound for an effect
    whose outcome is not unknown.
    """
    effect = next((one for one in unknown(app) if one.id == effect_id), None)
    if effect is None:
        message = f"effect {effect_id}: its outcome is not in doubt"
        raise NotFound(message)

    def rule(state: ContractState) -> Iterator[NewEvent]:
        said = "was never done" if done_as is None else f"was done as {done_as}"
        yield NewEvent(
            type=EventType.EFFECT_SETTLED,
            summary=f"{effect.summary} {said}: {reason}",
            data={
                "id": effect_id,
                "done": done_as is not None,
                "external_id": done_as or "",
                "reason": reason,
            },
        )
        yield from _closed(state, f"{EFFECT_RULE}:{effect_id}", actor)

    place = effect.customer_id, effect.contract_id
    record(
        app,
        place,
        rule,
        actor=actor,
        operation_id=f"settle:{effect_id}:{app.new_id()}",
    )


def _closed(state: ContractState, key: str, actor: str) -> Iterator[NewEvent]:
    item = state.exceptions.get(key)
    if item and item.open:
        yield NewEvent(
            type=EventType.EXCEPTION_CLOSED,
            summary=f"settled by {actor}: {item.message}",
            data={"id": key},
        )
