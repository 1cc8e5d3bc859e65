"""Thirty days of mail in twenty mailboxes: its letters, its faults, and its truth.

The truth is computed from what the stand-in holds, and shares no code with the engine.
"""

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parseaddr

from sandbox.gmail import Fault, Letter
from sandbox.gmail.conversations import Correspondent, Plan, letters
from shared.services.mail import people, read_mailbox, receive_push, renew_watches
from tests.shared.services import upstream
from tests.shared.services.engine import NOW
from tests.shared.services.mail.office import Office, user
from tests.simulation.halo import InProcess
from tests.simulation.mortal import Killed, Mortal

DAYS = 30
MAILBOXES = tuple(f"manager{n}@msp.example" for n in range(20))
CUSTOMERS = range(12, 52)
LOSSY = {"drop": 0.25, "duplicate": 0.3, "reorder": True}
MINUTE = timedelta(minutes=1)
_CALLS = 40  # among which a process dies


class Month(Office):
    """An office of twenty mailboxes and the letters that reach it in a month."""

    def __init__(self, seed, *, rate=0.5, deaths=0.05, **gmail):
        self.users = {
            number: [
                user(number * 100 + n, number, f"p{n}@customer{number}.example")
                for n in range(3)
            ]
            for number in CUSTOMERS
        }
        tenant = upstream.tenant(
            clients=[upstream.client(number) for number in CUSTOMERS],
            Users=[one for rows in self.users.values() for one in rows],
        )
        super().__init__(
            tenant, mailboxes=MAILBOXES, push=LOSSY, gmail={"seed": seed, **gmail}
        )
        self.dice = random.Random(seed)
        self.deaths = 0
        self._death_rate = deaths
        plan = Plan(first_day=NOW.date(), days=DAYS - 1, seed=seed, rate=rate)
        self.letters = letters(plan, self._cast())
        self.arrived: list[Letter] = []
        self.sync()
        people.refresh(self.app)

    def _cast(self):
        return [
            Correspondent(
                customer_id=str(number),
                company=f"Customer {number}",
                people=tuple(self.users[number]),
                manager=MAILBOXES[number % 20],
                latent=(number % 7 - 3) / 1.5,
            )
            for number in CUSTOMERS
        ]

    def live(self, *, poll_hours):
        """Mail arrives, pushes come, timers fire, workers work, and some die."""
        day, poll_at = -1, self.clock.now()
        held: list[Letter] = []
        for letter in self.letters:
            while poll_at <= letter.at:
                self.clock.advance_to(poll_at)
                if (self.clock.now() - NOW).days != day:
                    day = (self.clock.now() - NOW).days
                    self.trouble(day)
                renew_watches.renew(self.app)
                read_mailbox.poll(self.app)
                poll_at += timedelta(hours=poll_hours)
                self.serve()
            self.clock.advance_to(letter.at)
            held.append(letter)
            if self.dice.random() < 0.6:  # else it arrives in one burst with the next
                self.deliver(held)
            self.serve()
        self.deliver(held)
        return self

    def deliver(self, held):
        begun = self.clock.now().replace(microsecond=0)
        for place, letter in enumerate(held):
            labels = ("SPAM",) if letter.why == "spam" else ()
            late = replace(letter, at=begun + timedelta(milliseconds=place))
            self.arrived.append(late)
            for stored in self.gmail.deliver(late, labels=labels):
                self.disturb(late, stored)
        held.clear()

    def disturb(self, letter, stored):
        """Do to a message what people do: star it, draft an answer, delete junk."""
        boxes = (self.gmail.box(address) for address in MAILBOXES)
        box = next(one for one in boxes if stored.id in one.messages)
        if self.dice.random() < 0.3:
            box.label(stored, "STARRED", letter.at)
        if self.dice.random() < 0.2:
            for _ in range(3):  # each autosave is a message in place of the last one
                draft = box.add(stored.raw, ["DRAFT"], letter.at, stored.thread_id)
                box.delete(draft.id, letter.at)
        if letter.why and self.dice.random() < 0.2:
            box.delete(stored.id, letter.at)

    def trouble(self, day):
        """Put the faults of a day in force."""
        seed = self.dice.randrange(10**6)
        limit, rate = "userRateLimitExceeded", "rateLimitExceeded"
        faults = [
            Fault("refuse", path="/users/", status=503, probability=0.03, seed=seed),
            Fault(
                "refuse", path="/users/", status=500, probability=0.01, seed=seed + 5
            ),
            Fault("refuse", path="/users/", status=403, reason=limit, probability=0.02),
            Fault(
                "refuse",
                path="/users/",
                status=429,
                reason=rate,
                retry_after=45,
                probability=0.01,
                seed=seed + 2,
            ),
            Fault("reset", path="/users/", probability=0.01, seed=seed + 3),
            Fault("page", path="/messages/", probability=0.005, seed=seed + 4),
        ]
        if 4 <= day < 14:  # two mailboxes are shut so long that cursors grow stale
            faults += [
                Fault("refuse", path=f"/{box}/", status=403, reason="domainPolicy")
                for box in MAILBOXES[:2]
            ]
        if 6 <= day < 18:  # and no watch of three others can be renewed
            faults += [
                Fault("refuse", path=f"/{box}/watch", status=403, reason="forbidden")
                for box in MAILBOXES[2:5]
            ]
        self.gmail.faults[:] = faults
        if day % 5 == 0:
            self.gmail.tokens.expire_all()

    def serve(self):
        """Take the pushes that are due and do the work, some of it twice."""
        for note in self.notifications():
            if self.dice.random() < 0.95:  # else the endpoint was down
                receive_push.accept(self.app, note)
        for message in self.queues.visible(read_mailbox.QUEUE):
            if self.dice.random() < 0.1:
                read_mailbox.work(self.app, message.body)
            if self.dice.random() < self._death_rate:
                self.die(message)
                continue  # the queue shows the message again later
            self.handle(read_mailbox.QUEUE, message)

    def die(self, message):
        """Work off a message in a process that dies at any of its calls."""
        after = self.dice.random() < 0.5
        mortal = Mortal(self.dice.randrange(_CALLS), after=after)
        tables = mortal.watch(self.tables)
        http = mortal.watch(InProcess(self.gmail.handle))
        process = self.process(
            tables=tables,
            messages=mortal.watch(self.queues),
            mail=self.mail_ports(tables=tables, http=http),
        )
        try:
            read_mailbox.work(process, message.body)
        except Killed:
            self.deaths += 1

    def settle(self):
        """Let all faults pass and everything be read."""
        self.gmail.faults.clear()
        for _ in range(12):
            self.later(minutes=20).read()
        return self

    def truth(self):
        """List what should count, from the letters that the stand-in delivered."""
        numbers = {
            one["emailaddress"]: str(one["id"])
            for rows in self.users.values()
            for one in rows
        }
        for letter in self.arrived:
            if letter.customer_id:
                sender = parseaddr(letter.sender)[1]
                sent = sender.endswith("@msp.example")
                person = numbers[letter.to[0] if sent else sender]
                yield letter, ("sent" if sent else "received"), person

    def expected(self):
        """Give each mail that should count, as it should be kept."""
        hashed = self.app.mail.hashed
        return Counter(
            (
                hashed(f"mail|{letter.customer_id}|{letter.message_id}"),
                letter.customer_id,
                person,
                direction,
                letter.at,
            )
            for letter, direction, person in self.truth()
        )

    def kept(self):
        return Counter(
            (one.id, one.customer_id, one.person_id, one.direction.value, one.at)
            for one in self.facts()
        )

    def true_waits(self):
        """Give, by customer, the minutes of weekdays until each of our answers."""
        waiting: dict[str, datetime] = {}
        found = defaultdict(list)
        for letter, direction, _ in sorted(self.truth(), key=lambda one: one[0].at):
            thread = (*letter.references, letter.message_id)[0]
            if direction == "received":
                waiting.setdefault(thread, letter.at)
            elif thread in waiting:
                wait = _minutes(waiting.pop(thread), letter.at)
                found[letter.customer_id].append(wait)
        return {customer: sorted(waits) for customer, waits in found.items()}

    def kept_waits(self):
        return {
            one.customer_id: sorted(n for m in one.history.months for n in m.waits)
            for one in self.stores.mail_summaries.all()
            if any(month.waits for month in one.history.months)
        }


def _minutes(since, until):
    """Count the minutes one by one; those of a weekend don't count."""
    count = 0
    while since + MINUTE <= until:
        count += since.weekday() < 5
        since += MINUTE
    return count
