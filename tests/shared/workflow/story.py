"""A contract lived day by day: each decision is folded in before the next."""

from datetime import UTC, datetime, timedelta

from shared.domain.event import EventType
from shared.workflow.decide import decide
from shared.workflow.fold import apply, fold
from tests.builders import (
    CONTRACT,
    CUSTOMER,
    TENANT,
    a_playbook,
    a_situation,
    a_state,
    an_event,
)

CLAIMS = {EventType.EFFECT_CLAIMED, EventType.EFFECT_DELIVERED}


class Story:
    """Keeps what happened; `over` is what every day's situation has in common."""

    def __init__(self, *, book=None, **over):
        self.book = book or a_playbook()
        self.over = over
        self.events = []
        self.state = a_state()

    def day(self, today, **over):
        """Decide once, and give the new events."""
        situation = a_situation(today, **{**self.over, **over})
        new = decide(self.state, situation, book=self.book, tenant_id=TENANT)
        at = datetime(today.year, today.month, today.day, 6, tzinfo=UTC)
        return [self.happened(one.type, at=at, **_content(one)) for one in new]

    def days(self, first, last, **over):
        """Decide on each day from first to last, and give all new events."""
        found = []
        while first <= last:
            found += self.day(first, **over)
            first += timedelta(days=1)
        return found

    def happened(self, kind, **content):
        """Put an event on the timeline that was not decided here."""
        event = an_event(self.state.seq + 1, kind, **content)
        self.events.append(event)
        self.state = apply(self.state, event)
        return event

    def deliver(self):
        """Do all that is owed, as the worker would."""
        for effect in list(self.state.effects.values()):
            if effect.status == "owed":
                until = "2027-01-01T00:00:00+00:00"
                claim = {"id": effect.id, "until": until}
                self.happened(EventType.EFFECT_CLAIMED, data=claim)
                done = {"id": effect.id, "external_id": f"t-{effect.id[-12:]}"}
                self.happened(EventType.EFFECT_DELIVERED, data=done)

    def task(self, kind):
        """Give the newest task of a kind."""
        return [t for t in self.state.tasks.values() if t.kind == kind][-1]

    def open_kinds(self):
        return sorted(t.kind for t in self.state.tasks.values() if t.open)

    def refolded(self):
        return fold(CUSTOMER, CONTRACT, self.events)


def _content(new):
    return {
        "summary": new.summary,
        "stage": new.stage,
        "term_end": new.term_end,
        "data": new.data,
    }


def kinds(events):
    return [event.type for event in events]


def of(events, kind):
    return [event for event in events if event.type == kind]


def stages(events, kind=EventType.STAGE_ENTERED):
    return [event.stage for event in of(events, kind)]


def requested(events):
    return [event.data["kind"] for event in of(events, EventType.TASK_REQUESTED)]
