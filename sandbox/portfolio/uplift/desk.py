"""Tickets and hours of one story, month by month."""

import math
import random
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sandbox.portfolio.randomness import Weighted, poisson
from sandbox.portfolio.shapes import TenantIds
from sandbox.portfolio.uplift.story import MONTHS, Story
from sandbox.portfolio.wording import TOPICS, Topic, summary
from sandbox.rows import Row

SPREAD = 0.6  # of the hours of a ticket, on the logarithm
UNNAMED = 0.05  # share of tickets that name no contract
PROJECTS, MOVES = "Projects>Migration", "Projects>Moves"
_TOPIC: Final = Weighted([(topic, topic.weight) for topic in TOPICS])
_MEAN = sum(t.weight * t.hours for t in TOPICS) / sum(t.weight for t in TOPICS)
MEAN_HOURS = _MEAN * math.exp(SPREAD**2 / 2)  # of a usual ticket


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
                self._one(story, contract_id, first, (topic.category, text, hours))
            for category, text, hours in self._others(story, month):
                self._one(story, contract_id, first, (category, text, hours))

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

    def _others(self, story: Story, month: int) -> list[tuple[str, str, float]]:
        found = []
        if hours := story.heavy.get(month):
            found.append(("Servers>Maintenance", "Rebuild after failed update", hours))
        left = story.project.get(month, 0.0)
        while left > 0:
            part = min(left, self.dice.uniform(3, 6))
            found.append((PROJECTS, "Server migration", part))
            left -= part
        if story.outside:
            total = story.outside * self.dice.uniform(0.8, 1.2)
            found += [(MOVES, "Office move, second floor", total / 2)] * 2
        return found

    def _one(
        self,
        story: Story,
        contract_id: int | None,
        first: date,
        what: tuple[str, str, float],
    ) -> None:
        category, text, hours = what
        number = 40_001 + len(self.tickets)
        at = self._moment(first)
        closed = at + timedelta(hours=hours + self.dice.uniform(1, 30))
        named = None if self.dice.random() < UNNAMED else contract_id
        ticket = self._ticket(story, (number, category, text), (at, closed), named)
        self.tickets.append(ticket)
        month = (first.year - self.as_of.year) * 12 + first.month - self.as_of.month
        if MONTHS + month not in story.unrecorded:
            self.time.append(self._entry(ticket, at, round(hours, 2), named))

    def _moment(self, first: date) -> datetime:
        day = first.replace(
            day=self.dice.randint(1, monthrange(first.year, first.month)[1])
        )
        clock = timedelta(hours=8, seconds=self.dice.randrange(9 * 3600))
        return datetime.combine(day, datetime.min.time()) + clock

    def _ticket(
        self,
        story: Story,
        what: tuple[int, str, str],
        when: tuple[datetime, datetime],
        contract_id: int | None,
    ) -> Row:
        number, category, text = what
        opened, closed = (at.isoformat(timespec="seconds") for at in when)
        return {
            "id": number,
            "summary": text,
            "details": "",
            "tickettype_id": self.ids.incident_type,
            "sla_id": self.ids.slas[0],
            "priority_id": 3,
            "client_id": story.number,
            "site_id": story.number * 10,
            "user_id": 0,
            "agent_id": self.agent,
            "team": "Service Desk",
            "category_1": category,
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
        self, ticket: Row, at: datetime, hours: float, contract_id: int | None
    ) -> Row:
        return {
            "id": 0,
            "event_type": 0,
            "subject": ticket["summary"],
            "start_date": at.isoformat(timespec="seconds"),
            "end_date": (at + timedelta(hours=hours)).isoformat(timespec="seconds"),
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
