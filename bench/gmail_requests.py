"""Gmail's quota units over the least possible: a first sync, idle polls, and pushes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from math import ceil

from bench import push_answers
from bench.by_hand import Clock, Outbox
from bench.figures import Figure, ratio
from bench.workspace import a_workspace, connected, people_of
from sandbox.azurite import running_azurite
from sandbox.demo.tenant import settings
from sandbox.gmail import Gmail, Letter
from sandbox.server import Listener
from shared import bootstrap
from shared.bootstrap.engine import account_of
from shared.ports import App, Messages
from shared.services.mail import read_mailbox, receive_push, renew_watches
from shared.settings import load
from shared.sources.gmail.push import notification
from shared.sources.gmail.quota import UNITS
from shared.storage.azure_tables import AzureTables
from shared.storage.meter import Meter

MAILBOXES, CUSTOMERS = 20, 60
MOST_OVER, MOST_IDLE_STORAGE, MOST_PUSH_MS = 1.02, 3.5, 250
_POLLS = 96  # of a day
_DAY = 86_400.0
_OF_A_DAY = 200  # mails
_NOWHERE = {"api": "http://127.0.0.1:9/api", "auth": "http://127.0.0.1:9/auth"}


def run(mailboxes: int = MAILBOXES, customers: int = CUSTOMERS) -> list[Figure]:
    """Read mailboxes over HTTP: for the first time, at rest, and for a busy day."""
    with _running(mailboxes, customers) as bench:
        first, idle = bench.first_sync(), bench.idle_poll()
        day = bench.day_of_pushes()
        answer, empty = bench.push_seconds()
    return [
        _over("units of a first sync", first),
        _over("units of an idle poll", idle),
        Figure(
            name="storage of an idle mailbox",
            value=ratio(idle.storage, mailboxes),
            unit="calls",
            limit=MOST_IDLE_STORAGE,
            detail="and the message that asks for it",
        ),
        _over("units of a day of pushes", day),
        Figure(
            name="push answered, median",
            value=answer * 1000,
            unit="ms",
            limit=MOST_PUSH_MS,
            detail=f"{ratio(answer, empty):.1f} x an empty function "
            f"({empty * 1000:.1f} ms)",
        ),
    ]


@dataclass(frozen=True)
class Spent:
    """What a task cost, and the least units it can do with."""

    units: int
    requests: int
    storage: int
    least: int


def least_units(*, copies: int, texts: int, looks: int) -> int:
    """Count headers once a copy, the text once a mail that counts, and each look."""
    return UNITS["messages.get"] * (copies + texts) + UNITS["history"] * looks


def least_lists(messages: list[int]) -> int:
    """Count what a first sync lists: a profile and pages of 100 for each mailbox."""
    pages = sum(max(1, ceil(count / 100)) for count in messages)
    return len(messages) * UNITS["profile"] + pages * UNITS["messages.list"]


def _over(name: str, spent: Spent) -> Figure:
    return Figure(
        name=name,
        value=ratio(spent.units, spent.least),
        unit=f"x {spent.least:,}",
        limit=MOST_OVER,
        detail=f"{spent.units:,} units in {spent.requests:,} requests, "
        f"{spent.storage:,} storage calls",
    )


@dataclass
class _Bench:
    """An engine and a Workspace that go by the same clock, which can be moved."""

    app: App
    durable: App
    gmail: Gmail
    clock: Clock
    outbox: Outbox
    meter: Meter
    post: list[Letter]
    url: str

    def first_sync(self) -> Spent:
        """Let two months of mail arrive, then read all of it."""
        arrived = [self._arrives(letter) for letter in self.post]
        boxes = self._mailboxes()
        lists = least_lists([len(self.gmail.box(box).messages) for box in boxes])
        spent = self._spent(self._read)
        return replace(spent, least=lists + _least(arrived, looks=len(boxes)))

    def idle_poll(self) -> Spent:
        """Read all mailboxes when there is nothing new."""
        self.clock.sleep(900)
        return replace(
            self._spent(self._read), least=_least([], looks=len(self._mailboxes()))
        )

    def day_of_pushes(self) -> Spent:
        """Let mail come at even distances, with its pushes and all polls of a day."""
        renew_watches.renew(self.app)
        self.gmail.deliveries()
        arrived: list[tuple[int, int]] = []
        counts = self.gmail.pushes.counts
        before = counts["published"]
        spent = self._spent(partial(self._day, arrived))
        looks = _POLLS * len(self._mailboxes()) + counts["published"] - before
        return replace(spent, least=_least(arrived, looks=looks))

    def push_seconds(self, tries: int = 40) -> tuple[float, float]:
        """Time a push over HTTP, and a function that does nothing."""
        answer = push_answers.answering(self.durable, self.gmail, self.url)

        def timed(one: push_answers.Answer) -> float:
            later = self.clock.sleep  # one push a second is all that Gmail sends
            return push_answers.seconds(self.gmail, one, later, tries=tries)

        return timed(answer), timed(push_answers.empty)

    def _day(self, arrived: list[tuple[int, int]]) -> None:
        polls, letters = 0, self.post[-_OF_A_DAY:]
        begun = self.clock()
        for number, letter in enumerate(letters, 1):
            while polls < _POLLS * number / len(letters):
                polls += 1
                self._read()
            new = replace(letter, at=self.clock(), message_id=f"{number}@day.example")
            arrived.append(self._arrives(new))
            for push in self.gmail.deliveries():
                self._accept(self.app, push.body)
            self._work()
            until = begun + timedelta(seconds=number * _DAY / len(letters))
            self.clock.sleep(max(0.0, (until - self.clock()).total_seconds()))

    def _arrives(self, letter: Letter) -> tuple[int, int]:
        """Deliver a letter; give its copies, and 1 where its text counts."""
        labels = ("SPAM",) if letter.why == "spam" else ()
        copies = len(self.gmail.deliver(letter, labels=labels))
        received = letter.customer_id and not letter.sender.endswith("@msp.example")
        return (0 if labels else copies), int(bool(received))

    def _accept(self, app: App, body: bytes) -> None:
        subscription = self.gmail.options.push.subscription
        found = notification(body, subscription=subscription)
        if found:
            receive_push.accept(app, found)

    def _read(self) -> None:
        read_mailbox.poll(self.app)
        self._work()

    def _work(self) -> None:
        for body in self.outbox.taken(read_mailbox.QUEUE):
            read_mailbox.work(self.app, body)

    def _mailboxes(self) -> tuple[str, ...]:
        return self.app.mail.gmail.mailboxes if self.app.mail else ()

    def _spent(self, act: Callable[[], None]) -> Spent:
        units, asked = self.gmail.quota.total, self.gmail.requests.total()
        self.meter.reset()
        act()
        return Spent(
            units=self.gmail.quota.total - units,
            requests=self.gmail.requests.total() - asked,
            storage=self.meter.total(),
            least=1,
        )


def _least(arrived: list[tuple[int, int]], *, looks: int) -> int:
    copies, texts = (sum(one[n] for one in arrived) for n in (0, 1))
    return least_units(copies=copies, texts=texts, looks=looks)


@contextmanager
def _running(mailboxes: int, customers: int) -> Iterator[_Bench]:
    clock, meter = Clock(), Meter()
    outbox = Outbox(clock)
    gmail, post = a_workspace(mailboxes, customers, clock)
    with running_azurite() as storage, Listener(gmail) as server:
        found = load(settings(_NOWHERE, storage))
        tables = AzureTables(account_of(found), meter=meter)
        mail = connected(gmail, server.url, tables, clock)
        durable = replace(bootstrap.build(found, meter), now=clock, mail=mail)
        durable.stores.people.put(
            one for number in range(customers) for one in people_of(number)
        )
        messages: Messages = outbox
        app = replace(durable, messages=messages)
        yield _Bench(
            app, durable, gmail, clock, outbox, meter, post=post, url=server.url
        )
