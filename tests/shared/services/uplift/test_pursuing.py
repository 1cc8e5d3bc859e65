"""What qualifying an opportunity brings, end to end: a task, a deal, talking points."""

from collections import Counter
from datetime import date, timedelta
from itertools import count

import pytest

from shared.domain.errors import DomainError
from shared.domain.opportunity import CUSTOMER_LINE, Stage
from shared.services import ask_effects, write_crm
from shared.services.uplift import pursue
from tests.shared.services.test_crm_crashes import Dying, Killed, deliver
from tests.shared.services.uplift.crm_office import Office

T90, T60 = date(2026, 12, 31), date(2027, 1, 30)


class Mortal(Office):
    """An office in which processes die."""

    def dies(self, fatal, *, after, job):
        """Run a job in a process that dies at its so-manieth call; tell whether so."""
        calls = count()
        process = self.process(
            tables=Dying(self.tables, calls, fatal, after=after),
            hubspot=Dying(self.hubspot_client(), calls, fatal, after=after),
            halo=Dying(self.client(), calls, fatal, after=after),
        )
        try:
            job(process)
        except Killed:
            return True
        return False

    def hours(self):
        """Let the timers of the next hours put everything right."""
        for _ in range(4):
            self.later(minutes=20).renew()
            self.write()
            ask_effects.relay(self.app)
            self.work()


def talked_about(office, found):
    """Count the tickets of the renewal that name the opportunity, by their kind."""
    title = found.opportunity.title
    named = [t for t in office.tasks() if title in t["details_html"]]
    return Counter(ticket["summary"].partition(":")[0] for ticket in named)


def check(office, found):
    """Check that each of the three is there once."""
    offers = [t for t in office.tasks() if t["summary"].startswith("Make an offer")]
    assert len(offers) == 1
    assert len(office.uplifts()) == 1
    state = office.events_of(12, CUSTOMER_LINE)
    kinds = Counter(event.type for event in state)
    assert kinds["OpportunityQualified"] == 1
    assert kinds["TaskRequested"] == 1
    assert kinds["CrmWriteRequested"] == 1
    assert office.pursuit(found).stage is Stage.QUALIFIED


def survives(fatal, *, after):
    """Die while accepting, while delivering and while writing; False past the last."""
    office = Mortal()
    found = office.first
    died = [
        office.dies(fatal, after=after, job=lambda p: accept(p, found)),
        accept(office.app, found),
        office.dies(fatal, after=after, job=lambda p: deliver(office, p)),
        office.dies(fatal, after=after, job=write_crm.write_owed),
    ]
    office.lose()
    office.hours()
    check(office, found)
    return any(died)


def accept(process, found):
    """Accept as people do: who was told that it is done leaves it."""
    try:
        pursue.accept(process, found.id, actor="ann")
    except DomainError as error:
        assert "no step from qualified" in str(error)  # noqa: PT017 - both are right
    return False


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fatal", [0, 5, 7, 9, 11, 13, 16])
def test_qualifying_brings_task_and_deal_once_whatever_dies(fatal, after):
    assert survives(fatal, after=after)


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True])
def test_a_death_at_any_call_of_qualifying_is_made_good(after):
    fatal = 0
    while survives(fatal, after=after):
        fatal += 1

    assert fatal > 20


def test_it_is_a_talking_point_of_the_t90_and_the_t60_tasks_once_each():
    office = Mortal()
    found = office.accept()
    office.work()
    for first in (T90, T60):
        office.on(first).sync()
        for day in range(3):
            office.on(first + timedelta(days=day)).renew()
    titles = talked_about(office, found)

    check(office, found)
    stages = [
        event.stage
        for event in office.events_of(12, 301)
        if event.type == "TaskRequested"
        and found.opportunity.title in str(event.data["details"])
    ]
    assert set(stages) == {"t90", "t60"}
    assert set(titles.values()) == {1}
    assert sum(titles.values()) == len(stages)
