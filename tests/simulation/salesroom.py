"""People of the simulated MSP who take uplift up: they accept, win, and press twice.

As in the office each act is a message that comes again until the engine has answered.
"""

import json

from shared.domain.errors import NotFound, PolicyViolation, TransitionNotAllowed
from shared.domain.opportunity import Stage
from shared.services.uplift import pursue

QUEUE = "sales"
HOUR = 3600
# (hours, act, which opportunity): one is accepted twice and ended in two ways at once,
# one is accepted and rejected at once, and all others are accepted by and by.
DIARY = (
    (1.0, Stage.QUALIFIED, 0),
    (1.0, Stage.QUALIFIED, 0),
    (1.5, Stage.QUALIFIED, 1),
    (1.5, Stage.REJECTED, 1),
    (2.0, Stage.OFFERED, 0),
    (3.0, Stage.WON, 0),
    (3.0, Stage.LOST, 0),
    (4.0, Stage.QUALIFIED, 2),
    (4.0, Stage.QUALIFIED, 3),
)


def fill(queues):
    """Put the diary into people's hands, without any fault."""
    for hours, stage, nth in DIARY:
        line = json.dumps({"act": stage.value, "nth": nth})
        queues.send(QUEUE, line, delay_seconds=int(hours * HOUR))


def acting(world, app):
    """Give what a person does with one line of the diary."""

    def act(body):
        line = json.loads(body)
        pursuit_id = _nth(world.app(faulty=False), line["nth"])
        try:
            _step(app, pursuit_id, Stage(line["act"]))
        except (TransitionNotAllowed, PolicyViolation):
            return  # they see why, and leave it
        world.told.append({**line, "id": pursuit_id})

    return act


def _nth(app, nth):
    found = sorted(
        app.stores.projections.uplifts(),
        key=lambda one: (one.opportunity.customer_id, one.opportunity.key, one.id),
    )
    if not found:
        message = "nothing was found yet"
        raise NotFound(message)
    return found[nth % len(found)].id


def _step(app, pursuit_id, stage):
    if stage is Stage.QUALIFIED:
        pursue.accept(app, pursuit_id, actor="ann")
        return
    won = 40_000 if stage is Stage.WON else None
    pursue.move(app, pursuit_id, stage, actor="ann", reason="so it is", won_minor=won)
