"""The one table of a renewal's steps: what may follow what."""

from shared.domain.errors import TransitionNotAllowed
from shared.domain.renewal import Stage

ORDER = tuple(Stage)  # declared in the order in which a renewal goes through them

# Forward steps may skip stages (days were missed). Only moved dates lead back, and
# forward again to a stage that was entered under the same dates before.
FORWARD = {stage: frozenset(ORDER[i + 1 :]) for i, stage in enumerate(ORDER)}
REBASED = {stage: frozenset(ORDER[:-1]) for stage in ORDER[:-1]} | {
    Stage.CLOSED: frozenset()
}


def position(stage: Stage) -> int:
    """Give a stage's place in the order."""
    return ORDER.index(stage)


def require_step(current: Stage, target: Stage, *, rebased: bool = False) -> None:
    """Raise TransitionNotAllowed unless the table has the step."""
    table = REBASED if rebased else FORWARD
    if target not in table[current]:
        kind = "re-base" if rebased else "step"
        message = f"{kind} from {current} to {target} is not in the table"
        raise TransitionNotAllowed(message)
