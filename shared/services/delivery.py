"""What delivers one kind of effect: it does the work and tells what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.event import EventType, NewEvent
from shared.domain.renewal import ContractState, Effect
from shared.ports import App


@dataclass(frozen=True)
class Attempt:
    """One claimed attempt at an effect.

    `may_send` tells whether it may still go out: no switch was turned meanwhile, and
    the claim has time left. It is asked last before anything is sent, since a worker
    may freeze in any call before that.
    """

    app: App
    state: ContractState
    effect: Effect
    may_send: Callable[[], bool]


# Gives the events that settle the effect; none when it may no longer be sent.
Deliver = Callable[[Attempt], tuple[NewEvent, ...]]


def delivered(effect: Effect, external_id: str, place: str) -> NewEvent:
    """Tell that an effect was done, and where."""
    return NewEvent(
        type=EventType.EFFECT_DELIVERED,
        summary=f"{effect.kind.value} done as {place}",
        data={"id": effect.id, "external_id": external_id},
    )


def cancelled(effect: Effect) -> NewEvent:
    """Tell that an effect is not wanted any more."""
    return NewEvent(
        type=EventType.EFFECT_CANCELLED,
        summary=f"no longer needed: {effect.summary}",
        data={"id": effect.id},
    )
