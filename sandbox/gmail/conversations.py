"""Conversations between an MSP and its customers, driven by their hidden health."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from sandbox.gmail import wording
from sandbox.gmail.letters import Letter
from sandbox.portfolio.randomness import poisson, sigmoid, stream
from sandbox.rows import Row

THREADS = 0.16  # conversations a working day, of a customer of middling size
OPENING, CLOSING = 8, 18
_WEEKEND = 5
_ROUTINE = 0.5  # share of letters without a mood
_MAIN = 0.6  # share of letters that the first contact writes
_THANKED = 0.4  # share of our answers that are answered
_UNWELL, _QUIET = -0.5, 0.6  # below this latent the first contact falls quiet
_QUOTE = "\n\nOn {day}, {name} wrote:\n{quoted}"


@dataclass(frozen=True)
class Correspondent:
    """A customer with its people; `latent` is its hidden health, on the logit scale.

    It is that of the near future, `trend` how much it differs from today's: people
    write what they feel before the desk's figures show it.
    """

    customer_id: str
    company: str
    people: tuple[Row, ...]  # HaloPSA's Users, who matters most first
    manager: str  # the address of the account manager's mailbox
    latent: float
    trend: float = 0.0


@dataclass(frozen=True)
class Plan:
    """How much is written, and what surrounds it; rates are per letter."""

    first_day: date
    days: int
    seed: int = 0
    canary: str = ""
    noise: float = 0.25
    rate: float = THREADS


def letters(plan: Plan, correspondents: list[Correspondent]) -> list[Letter]:
    """Return all letters of the days, in the order of time."""
    found = []
    for one in correspondents:
        writer = _Writer(plan, one)
        for day in range(plan.days):
            found += writer.day(plan.first_day + timedelta(days=day))
    return sorted(found, key=lambda letter: (letter.at, letter.message_id))


class _Writer:
    """Writes one customer's conversations."""

    def __init__(self, plan: Plan, who: Correspondent) -> None:
        self._plan = plan
        self._who = who
        self._dice = stream(plan.seed, f"mail:{who.customer_id}")
        self._numbers = count(1)
        # An unhappy customer's first contact goes quiet, and others write instead.
        self._quiet_from = plan.days * (_QUIET if who.latent < _UNWELL else 1)

    def day(self, day: date) -> list[Letter]:
        if day.weekday() >= _WEEKEND:
            return []
        found: list[Letter] = []
        for _ in range(poisson(self._dice, self._plan.rate)):
            found += self._conversation(day)
        return found

    def _conversation(self, day: date) -> list[Letter]:
        person = self._person(day)
        begun = datetime.combine(day, time(OPENING), tzinfo=UTC)
        at = begun + timedelta(minutes=self._dice.randrange((CLOSING - OPENING) * 60))
        first = self._letter(person, at, ())
        found = [first]
        lag = timedelta(hours=self._dice.expovariate(1.0) * self._lag_hours())
        if self._dice.random() < sigmoid(1.5 + self._who.latent):
            answer = self._answer(person, first, lag)
            found.append(answer)
            if self._dice.random() < _THANKED:
                later = answer.at + timedelta(minutes=45)
                thread = (*answer.references, answer.message_id)
                found.append(self._letter(person, later, thread, answer))
        if self._dice.random() < self._plan.noise:
            found.append(self._noise(person, at + timedelta(minutes=7)))
        return found

    def _lag_hours(self) -> float:
        return 3 + 20 * (1 - sigmoid(self._who.latent))

    def _person(self, day: date) -> Row:
        people = self._who.people
        quiet = (day - self._plan.first_day).days >= self._quiet_from
        usual = people[1:] if quiet and len(people) > 1 else people
        return usual[0] if self._dice.random() < _MAIN else self._dice.choice(usual)

    def _letter(
        self,
        person: Row,
        at: datetime,
        thread: tuple[str, ...],
        quoted: Letter | None = None,
    ) -> Letter:
        first = self._dice.choice(("all", "team", "Sam", "Alex"))
        greeting = self._dice.choice(wording.GREETINGS).format(first=first)
        text = f"{greeting},\n\n{self._body()} {self._plan.canary}".rstrip()
        text += f"\n\n{self._dice.choice(wording.CLOSINGS)}\n{self._signature(person)}"
        if quoted:
            lines = "\n".join(f"> {line}" for line in quoted.text.splitlines())
            day, name = f"{quoted.at:%d %b %Y}", quoted.sender
            text += _QUOTE.format(day=day, name=name, quoted=lines)
        return self._sealed(
            sender=f"{person['name']} <{person['emailaddress']}>",
            to=(self._who.manager,),
            text=text,
            at=at,
            thread=thread,
        )

    def _body(self) -> str:
        dice, mood = self._dice, sigmoid(self._who.latent)
        if dice.random() < _ROUTINE:
            return dice.choice(wording.NEUTRAL)
        if dice.random() < mood:
            return dice.choice(wording.HAPPY)
        worry = dice.choice(list(wording.WORRIES.values()))
        return f"{dice.choice(wording.UNHAPPY)} {dice.choice(worry)}"

    def _signature(self, person: Row) -> str:
        address: str = person["emailaddress"]
        return wording.SIGNATURE.format(
            name=person["name"],
            title=person.get("title") or "Office",
            company=self._who.company,
            digits=f"{int(person['id']) % 1000:03}",
            domain=address.partition("@")[2],
        )

    def _answer(self, person: Row, first: Letter, lag: timedelta) -> Letter:
        return self._sealed(
            sender=self._who.manager,
            to=(str(person["emailaddress"]),),
            text=f"{self._dice.choice(wording.REPLIES)} {self._plan.canary}\n\nAlex",
            at=first.at + lag,
            thread=(*first.references, first.message_id),
        )

    def _noise(self, person: Row, at: datetime) -> Letter:
        """Return what must not count, and why."""
        kind = self._dice.choice(wording.NOISE)
        domain = self._who.manager.partition("@")[2]
        sender = str(person["emailaddress"])
        over: Row = {"why": kind, "customer_id": ""}
        if kind == "auto-reply":
            over["headers"] = {"Auto-Submitted": "auto-replied"}
        elif kind == "bulk":
            over["headers"] = {"List-Id": "<news.example>", "Precedence": "bulk"}
        elif kind == "internal":
            sender = f"desk@{domain}"
        elif kind == "stranger":
            sender = f"sales{self._dice.randrange(99)}@nobody.example"
        elif kind == "forged":
            over["dmarc"] = "fail"
        return self._sealed(
            sender=sender,
            to=(self._who.manager,),
            text=f"{self._dice.choice(wording.UNHAPPY)} {self._plan.canary}",
            at=at,
            **over,
        )

    def _sealed(
        self, *, at: datetime, thread: tuple[str, ...] = (), **values: object
    ) -> Letter:
        number = next(self._numbers)
        own = f"{self._who.customer_id}.{number}.{self._dice.getrandbits(32):08x}"
        subject = f"{self._dice.choice(wording.SUBJECTS)} {self._plan.canary}".rstrip()
        content: Row = {
            "customer_id": self._who.customer_id,
            "subject": f"Re: {subject}" if thread else subject,
            **values,
        }
        return Letter(
            at=at,
            message_id=f"{own}@mail.example",
            references=thread,
            **content,
        )
