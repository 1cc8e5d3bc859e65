"""A Workspace of two months of mail, and an engine that may read it."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bench.by_hand import Clock
from sandbox.gmail import Gmail, Letter, Options
from sandbox.gmail.conversations import Correspondent, Plan, letters
from sandbox.gmail.options import PushOptions
from shared.domain.correspondence import Contact
from shared.notify.rendering import render
from shared.ports import MailPorts
from shared.sources.gmail.client import GmailClient
from shared.sources.gmail.config import UNITS_PER_MINUTE, GmailConfig
from shared.sources.gmail.signing import KeySigner
from shared.storage.gateway import Tables
from shared.storage.pepper import Pepper
from shared.storage.request_budget import RequestBudget

DAYS, RATE = 60, 0.4
_PEOPLE = 3  # of each customer
_PUSH = PushOptions(url="https://engine.example/api/gmail/push")


@dataclass(frozen=True)
class Silent:
    """A judgement that costs nothing: the model has a benchmark of its own."""

    score: Decimal | None = None
    confidence: Decimal = Decimal(0)
    themes: tuple[str, ...] = ()
    words: int = 0


def a_workspace(
    mailboxes: int, customers: int, clock: Clock
) -> tuple[Gmail, list[Letter]]:
    """Give the stand-in and the letters of two months, none of which has arrived."""
    managers = [f"manager{number}@msp.example" for number in range(mailboxes)]
    gmail = Gmail(managers, Options(clock=clock, push=_PUSH))
    cast = [
        Correspondent(
            customer_id=str(number),
            company=f"Customer {number}",
            people=tuple(
                {"id": one.id, "name": one.name, "emailaddress": one.email}
                for one in people_of(number)
            ),
            manager=managers[number % mailboxes],
            latent=(number % 7 - 3) / 1.5,
        )
        for number in range(customers)
    ]
    first = (clock() - timedelta(days=DAYS)).date()
    return gmail, letters(Plan(first_day=first, days=DAYS - 1, rate=RATE), cast)


def people_of(number: int) -> list[Contact]:
    """Give the people who write for a customer."""
    return [
        Contact(
            id=str(number * 10 + n),
            customer_id=str(number),
            name=f"Person {n}",
            email=f"p{n}@customer{number}.example",
        )
        for n in range(_PEOPLE)
    ]


def connected(gmail: Gmail, url: str, tables: Tables, clock: Clock) -> MailPorts:
    """Wire the client to the stand-in as bootstrap does, by the clock of the bench."""
    config = GmailConfig(
        account=gmail.options.service_account,
        mailboxes=tuple(gmail.users.boxes),
        topic=gmail.options.topic,
        base_url=url,
        token_url=f"{url}/token",
    )
    quota = RequestBudget(
        tables,
        source="gmail",
        limit=UNITS_PER_MINUTE,
        clock=clock,
        sleep=clock.sleep,
        window=60,
    )
    client = GmailClient(
        config,
        signer=lambda *_: KeySigner(gmail.key_file()),
        quota=quota,
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 0.5,
    )
    hashed = Pepper(tables, "bench").hashed
    return MailPorts(client, lambda _: Silent(), hashed, render)
