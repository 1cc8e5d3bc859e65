"""A sync that dies while it takes a deal's outcome: it is told once, and is seen."""

from collections import Counter
from itertools import count

import pytest

from shared.domain.opportunity import CUSTOMER_LINE, Stage
from shared.services import ask_effects
from shared.services.sync_crm import run as sync_crm
from tests.shared.services.test_crm_crashes import Dying, Killed
from tests.shared.services.uplift.crm_office import Office

STRIDE = 4  # the sync itself is struck at every call elsewhere
OUTCOMES = {
    "rnwl_won": (Stage.WON, "OpportunityWon"),
    "rnwl_lost": (Stage.LOST, "OpportunityLost"),
}


class Closing(Office):
    def __init__(self, stage):
        super().__init__()
        self.found = self.accept()
        self.heard()
        self.later(minutes=1)
        deal = self.deal_of(self.found)
        self.edit("deals", deal.id, dealstage=stage, amount="5700")
        self.later(minutes=20)

    def dying(self, fatal, *, after):
        """Sync in a process that dies at a call; give how many it made."""
        calls = count()
        app = self.process(
            tables=Dying(self.tables, calls, fatal, after=after),
            hubspot=Dying(self.hubspot_client(), calls, fatal, after=after),
        )
        try:
            sync_crm.plan(app)
            while waiting := self.waiting(sync_crm.QUEUE):
                ((queue, message), *_) = waiting
                sync_crm.work(app, message.body)
                self.queues.done(queue, self.queues.take(queue, message))
        except Killed:
            return fatal
        return next(calls)


def outcome(closing):
    """Give what became of it, after syncs and deliveries that nobody disturbs."""
    for _ in range(2):
        closing.heard()
        closing.write()
        ask_effects.relay(closing.app)
        closing.work()
    told = Counter(event.type for event in closing.events_of(12, CUSTOMER_LINE))
    return (
        closing.pursuit(closing.found).stage,
        {name: told[name] for _, name in OUTCOMES.values() if told[name]},
        closing.deal_of(closing.found).properties["dealstage"],
        len(closing.uplifts()),
        closing.troubles(),
    )


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("stage", OUTCOMES)
def test_a_death_at_any_call_is_made_good(stage, after):
    wanted, event = OUTCOMES[stage]
    calls = Closing(stage).dying(-1, after=after)
    last = range(calls - 3 * STRIDE, calls)  # where the outcome itself is written

    for fatal in (*range(0, last.start, STRIDE), *last):
        closing = Closing(stage)
        assert closing.dying(fatal, after=after) == fatal

        assert outcome(closing) == (wanted, {event: 1}, stage, 1, set()), fatal
