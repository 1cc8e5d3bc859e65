"""Ticket rows, from arrivals."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sandbox.portfolio import lifecycles
from sandbox.portfolio.customers import Customer
from sandbox.portfolio.demand import Arrival
from sandbox.portfolio.lifecycles import Lifecycle
from sandbox.portfolio.randomness import Weighted
from sandbox.portfolio.shapes import Quirks, TenantIds
from sandbox.portfolio.terms import Term
from sandbox.portfolio.wording import TOPICS, Topic, summary
from sandbox.rows import Row

FIRST_TICKET_ID = 40_001
WITHOUT_CONTRACT = 0.12
EXCLUDED_FROM_SLA = 0.02
CANCELLED = 0.01
MERGED, DELETED = 0.006, 0.004
UNASSIGNED = 0.02
TOPIC: Final[Weighted[Topic]] = Weighted([(topic, topic.weight) for topic in TOPICS])


@dataclass(frozen=True)
class Job:
    """A ticket row with what the generator knows beside it."""

    row: Row
    customer: Customer
    topic: Topic
    life: Lifecycle
    health: float
    month: int


@dataclass
class Desk:
    """What all tickets of a portfolio have in common."""

    dice: random.Random
    customers: list[Customer]
    terms: dict[int, list[Term]]  # by customer id
    ids: TenantIds
    quirks: Quirks
    as_of: date

    def __post_init__(self) -> None:
        self.now = datetime.combine(self.as_of, datetime.min.time())
        self.month_luck = {
            (customer.id, month): self.dice.gauss(0, lifecycles.MONTH_LUCK)
            for customer in self.customers
            for month in range(24)
        }

    def jobs(self, arrivals: Iterable[Arrival]) -> list[Job]:
        """Return all tickets, with ids in order of arrival."""
        found: list[Job] = []
        for arrival in arrivals:
            job = self._job(FIRST_TICKET_ID + len(found), arrival)
            self._delete_or_merge(job, found)
            found.append(job)
        return found

    def _job(self, number: int, arrival: Arrival) -> Job:
        dice, customer = self.dice, self.customers[arrival.customer]
        health = customer.health.health(arrival.month)
        topic = TOPIC.draw(dice)
        priority = lifecycles.priority(dice, health)
        luck = self.month_luck[customer.id, arrival.month]
        goal = lifecycles.targets(customer, priority, health=health, month_luck=luck)
        life = lifecycles.lifecycle(dice, arrival.at, goal)
        row = {
            "id": number,
            "summary": summary(dice, topic),
            "details": "",
            "tickettype_id": self._type(topic),
            "sla_id": self.ids.slas[customer.gold],
            "priority_id": priority,
            "client_id": customer.id,
            "site_id": dice.choice(customer.sites),
            "user_id": 0 if topic.kind == "alert" else dice.choice(customer.users),
            "agent_id": self._agent(customer),
            "team": "Alerts" if topic.kind == "alert" else "Service Desk",
            "category_1": topic.category,
            "excludefromsla": dice.random() < EXCLUDED_FROM_SLA,
            "contract_id": self._contract(customer, arrival.at.date()),
            "merged_into_id": 0,
            "timetaken": 0.0,
            **self._progress(life),
        }
        return Job(row, customer, topic, life, health, arrival.month)

    def _type(self, topic: Topic) -> int:
        types = {"request": self.ids.request_type, "alert": self.ids.alert_type}
        return types.get(topic.kind, self.ids.incident_type)

    def _agent(self, customer: Customer) -> int:
        if self.dice.random() < UNASSIGNED:
            return self.ids.unassigned_agent
        return self.dice.choice(customer.engineers)

    def _contract(self, customer: Customer, day: date) -> int | None:
        missing = self.dice.random() < WITHOUT_CONTRACT
        if missing and self.quirks.tickets_without_contract:
            return None
        own = self.terms.get(customer.id, [])
        # After a contract's end its tickets go on being logged against it.
        fitting = [t for t in own if t.covers(day)] or [t for t in own if t.end < day]
        return self.dice.choice(fitting).id if fitting else None

    def _progress(self, life: Lifecycle) -> Row:
        now, dice = self.now, self.dice
        past = [pair for pair in life.reopenings if pair[1] <= now]
        if past and not self.quirks.reopened_tickets:
            past, life = [], _never_reopened(life)
        responded = life.responded if life.responded <= now else None
        closed = life.closed if life.closed <= now else None
        if life.reopenings and not past and life.reopenings[0][0] <= now:
            closed = life.reopenings[0][0]
        last = closed or (past[-1][1] if past else responded) or life.opened
        return {
            "dateoccurred": _text(life.opened),
            "respondbydate": _text(life.respond_by),
            "fixbydate": _text(life.fix_by),
            # Unreliable as first touch: one in twelve is a bulk edit's.
            "responsedate": _text(_response(dice, responded)),
            "_touched": _text(responded),
            "dateclosed": _text(closed),
            "hasbeenclosed": True if closed else None,
            "status_id": self._status(closed, responded),
            "onhold": False,
            "slaresponsestate": _state(responded, life.respond_by, now),
            "slastate": _state(closed, life.fix_by, now),
            "lastactiondate": _text(last),
            "last_update": self._last_update(last).isoformat(),
            **(
                {"_reopenings": [(_text(a), _text(b)) for a, b in past]} if past else {}
            ),
        }

    def _status(self, closed: datetime | None, responded: datetime | None) -> int:
        if closed:
            cancelled = self.dice.random() < CANCELLED
            return self.ids.cancelled if cancelled else self.ids.closed
        if responded is None:
            return self.ids.new
        return self.dice.choice((self.ids.working, self.ids.waiting))

    def _last_update(self, last: datetime) -> datetime:
        # Edits by the system move last_update and nothing else.
        later = last + timedelta(minutes=self.dice.random() * 90)
        return min(later.replace(microsecond=0), max(self.now, last))

    def _delete_or_merge(self, job: Job, earlier: list[Job]) -> None:
        drawn = self.dice.random()
        if drawn < DELETED and self.quirks.deleted_tickets:
            job.row["deleted"] = True
        elif drawn < DELETED + MERGED and self.quirks.merged_tickets and earlier:
            self._merge(job, earlier[-1].row["id"])

    def _merge(self, job: Job, into: int) -> None:
        closed = job.row["dateclosed"] or job.row["dateoccurred"]
        job.row.update(
            merged_into_id=into,
            status_id=self.ids.closed,
            dateclosed=closed,
            hasbeenclosed=True,
        )


def _never_reopened(life: Lifecycle) -> Lifecycle:
    first_close = life.reopenings[0][0]
    return Lifecycle(
        life.opened, life.respond_by, life.fix_by, life.responded, first_close
    )


def _response(dice: random.Random, responded: datetime | None) -> datetime | None:
    if responded is None or dice.random() > 1 / 12:
        return responded
    return responded + timedelta(hours=50)


def _state(done: datetime | None, due: datetime, now: datetime) -> str | None:
    """Return I for inside, O for outside, None while undecided."""
    if done is None:
        return "O" if now > due else None
    return "I" if done <= due else "O"


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
