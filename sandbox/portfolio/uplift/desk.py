"""Tickets and hours of one story, month by month."""

import math
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from sandbox.portfolio.randomness import Weighted, poisson
from sandbox.portfolio.shapes import TenantIds
from sandbox.portfolio.uplift.moments import DAY, NIGHT, at, moment
from sandbox.portfolio.uplift.story import MONTHS, Story
from sandbox.portfolio.wording import TOPICS, Topic, summary
from sandbox.rows import Row

SPREAD = 0.6  # of the hours of a ticket, on the logarithm
STRAY = 0.005  # share of tickets that come at night, anywhere
UNNAMED = 0.05  # share of tickets that name no contract
PROJECTS, MOVES = "Projects>Migration", "Projects>Moves"
_TOPIC: Final = Weighted([(topic, topic.weight) for topic in TOPICS])
_MEAN = sum(t.weight * t.hours for t in TOPICS) / sum(t.weight for t in TOPICS)
MEAN_HOURS = _MEAN * math.exp(SPREAD**2 / 2)  # of a usual ticket


class Job(NamedTuple):
    """One ticket to be: `site` 1 is the customer's second one."""

    category: str
    text: str
    hours: float
    site: int = 0
    when: str = DAY


@dataclass
class Desk:
    """Writes rows; ids go on from customer to customer."""

    dice: random.Random
    ids: TenantIds
    as_of: date
    agent: int
    tickets: list[Row] = field(default_factory=list)
    time: list[Row] = field(default_factory=list)

    def work(self, story: Story, first_id: int | None) -> None:
        """Write all tickets of a story with their time."""
        for month in range(MONTHS):
            first = month_of(self.as_of, MONTHS - month)
            contract_id = self._contract(story, first_id, month)
            for topic in self._topics(story, month):
                hours = topic.hours * self.dice.lognormvariate(0, SPREAD)
                text = summary(self.dice, topic)
                night = self.dice.random() < STRAY
                when = NIGHT if night else story.calls_at
                job = Job(topic.category, text, hours, when=when)
                self._one(story, contract_id, first, job)
            for job in (*self._others(story, month), *self._beyond(story, month)):
                self._one(story, contract_id, first, job)

    def _contract(self, story: Story, first_id: int | None, month: int) -> int | None:
        renewed = story.replaced and month >= MONTHS - story.ended_months_ago
        return first_id + 1 if first_id and renewed else first_id

    def _topics(self, story: Story, month: int) -> list[Topic]:
        usual = story.calls * story.shape[month]
        found = [_TOPIC.draw(self.dice) for _ in range(poisson(self.dice, usual))]
        if story.theme:
            more = poisson(self.dice, story.theme_calls[month])
            found += [story.theme] * more
        return found

    def _beyond(self, story: Story, month: int) -> list[Job]:
        """Return what was done at the second site, and at night."""
        plans = ((story.elsewhere[month], 1, DAY), (story.nights[month], 0, NIGHT))
        found = []
        for hours, site, when in plans:
            count = self.dice.randint(2, 4) if hours else 0
            for topic in (_TOPIC.draw(self.dice) for _ in range(count)):
                text = summary(self.dice, topic)
                found.append(Job(topic.category, text, hours / count, site, when))
        return found

    def _others(self, story: Story, month: int) -> list[Job]:
        found = []
        if hours := story.heavy.get(month):
            text = "Rebuild after failed update"
            found.append(Job("Servers>Maintenance", text, hours))
        left = story.project.get(month, 0.0)
        while left > 0:
            part = min(left, self.dice.uniform(3, 6))
            found.append(Job(PROJECTS, "Server migration", part))
            left -= part
        if story.outside:
            total = story.outside * self.dice.uniform(0.8, 1.2)
            found += [Job(MOVES, "Office move, second floor", total / 2)] * 2
        return found

    def _one(
        self,
        story: Story,
        contract_id: int | None,
        first: date,
        job: Job,
    ) -> None:
        hours = job.hours
        number = 40_001 + len(self.tickets)
        opened = begun = moment(self.dice, first, story.zone, job.when)
        if self.dice.random() < story.finished_late:
            begun = at(
                opened.date(), self.dice.randrange(19 * 3600, 21 * 3600), story.zone
            )
        closed = begun + timedelta(hours=hours + self.dice.uniform(1, 30))
        named = None if self.dice.random() < UNNAMED else contract_id
        ticket = self._ticket(story, (number, job), (opened, closed), named)
        self.tickets.append(ticket)
        month = (first.year - self.as_of.year) * 12 + first.month - self.as_of.month
        if MONTHS + month not in story.unrecorded:
            self.time.append(self._entry(ticket, begun, round(hours, 2), named))

    def _ticket(
        self,
        story: Story,
        what: tuple[int, Job],
        when: tuple[datetime, datetime],
        contract_id: int | None,
    ) -> Row:
        number, job = what
        opened, closed = (one.isoformat(timespec="seconds") for one in when)
        return {
            "id": number,
            "summary": job.text,
            "details": "",
            "tickettype_id": self.ids.incident_type,
            "sla_id": self.ids.slas[0],
            "priority_id": 3,
            "client_id": story.number,
            "site_id": story.number * 10 + job.site,
            "user_id": 0,
            "agent_id": self.agent,
            "team": "Service Desk",
            "category_1": job.category,
            "excludefromsla": False,
            "contract_id": contract_id,
            "merged_into_id": 0,
            "dateoccurred": opened,
            "respondbydate": closed,
            "fixbydate": closed,
            "responsedate": opened,
            "dateclosed": closed,
            "hasbeenclosed": True,
            "status_id": self.ids.closed,
            "onhold": False,
            "slaresponsestate": "I",
            "slastate": "I",
            "lastactiondate": closed,
            "last_update": closed,
        }

    def _entry(
        self, ticket: Row, begun: datetime, hours: float, contract_id: int | None
    ) -> Row:
        return {
            "id": 0,
            "event_type": 0,
            "subject": ticket["summary"],
            "start_date": begun.isoformat(timespec="seconds"),
            "end_date": (begun + timedelta(hours=hours)).isoformat(timespec="seconds"),
            "timetaken": hours,
            "agent_id": self.agent,
            "ticket_id": ticket["id"],
            "action_number": 1,
            "client_id": ticket["client_id"],
            "contract_id": contract_id or 0,
            "site_id": ticket["site_id"],
            "tickettype_id": ticket["tickettype_id"],
        }


def month_of(as_of: date, ago: int) -> date:
    """Return the first day of a month so many months before a day's."""
    index = as_of.year * 12 + as_of.month - 1 - ago
    return date(index // 12, index % 12 + 1, 1)
