"""The engine with mailboxes of the Gmail stand-in; its model of moods is a fake."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sandbox.gmail import Gmail, Letter, Options
from sandbox.gmail.options import PushOptions
from shared.notify.rendering import render
from shared.ports import MailPorts
from shared.services.mail import people, read_mailbox
from shared.sources.gmail.client import GmailClient
from shared.sources.gmail.config import UNITS_PER_MINUTE, GmailConfig
from shared.sources.gmail.push import notification
from shared.sources.gmail.signing import KeySigner
from shared.storage.pepper import Pepper
from shared.storage.request_budget import RequestBudget
from tests.builders import TENANT
from tests.shared.services import upstream
from tests.shared.services.engine import NOW, Engine
from tests.simulation.halo import InProcess

ALEX, SAM, SENDER = "alex@msp.example", "sam@msp.example", "engine@msp.example"
DANA, PAT = "dana@elm.example", "pat@elm.example"
URL = "https://engine.example/api/gmail/push"


@dataclass(frozen=True)
class Mood:
    """A reading as the model gives it."""

    score: Decimal | None
    confidence: Decimal
    themes: tuple[str, ...]
    words: int


def judge(text):
    """Judge by one word; too short a text is unknown."""
    words = len(text.split())
    if words < 3:
        return Mood(None, Decimal(0), (), words)
    score = Decimal("-0.6") if "poor" in text else Decimal("0.3")
    themes = ("cancel",) if "terminate" in text else ()
    return Mood(score, Decimal("0.8"), themes, words)


def user(number, client_id, email, **over):
    return {
        "id": number,
        "client_id": client_id,
        "name": email.partition("@")[0].title(),
        "emailaddress": email,
        "inactive": False,
        "isimportantcontact": False,
        "isserviceaccount": False,
        **over,
    }


USERS = [
    user(901, 12, DANA, isimportantcontact=True),
    user(902, 12, PAT),
    user(903, 13, "lee@oak.example"),
    user(904, 13, "jo.private@gmail.com"),
]


def two_customers(users=USERS, **over):
    rows = {
        "clients": [upstream.client(12), upstream.client(13)],
        "contracts": [upstream.contract(301, 12), upstream.contract(302, 13)],
        "bills": [upstream.bill(301, 12), upstream.bill(302, 13)],
        "tickets": [upstream.ticket(4001 + n, 12) for n in range(3)],
        "Users": list(users),
    }
    return upstream.tenant(**{**rows, **over})


class Office(Engine):
    """An engine that reads mail; `post` lets a letter arrive."""

    def __init__(
        self,
        portfolio=None,
        *,
        mailboxes=(ALEX, SAM),
        push=None,
        gmail=None,
        topic=True,
        **over,
    ):
        super().__init__(portfolio or two_customers(), **over)
        options = Options(
            clock=self.clock.now,
            push=PushOptions(url=URL, **(push or {})),
            **(gmail or {}),
        )
        self.gmail = Gmail([*mailboxes, SENDER], options)
        self.mailboxes = mailboxes
        self._topic = options.topic if topic else ""
        self.app = self.process(mail=self.mail_ports())

    def mail_ports(self, *, tables=None, http=None, url=""):
        """Wire a client; with `url` it speaks real HTTP to whoever listens there."""
        tables = tables or self.tables
        there = {"base_url": url, "token_url": f"{url}/token"} if url else {}
        config = GmailConfig(
            account=self.gmail.options.service_account,
            mailboxes=self.mailboxes,
            sender=SENDER,
            topic=self._topic,
            **there,
        )
        client = GmailClient(
            config,
            signer=lambda *_: KeySigner(self.gmail.key_file()),
            quota=RequestBudget(
                tables,
                source="gmail",
                limit=UNITS_PER_MINUTE,
                clock=self.clock.now,
                sleep=self.clock.sleep,
                window=60,
            ),
            clock=self.clock.now,
            sleep=self.clock.sleep,
            jitter=lambda: 0.5,
            http=http or (None if url else InProcess(self.gmail.handle)),
        )
        return MailPorts(client, judge, Pepper(tables, TENANT).hashed, render)

    def move_to(self, topic):
        """Be notified by another topic from now on, as after a new setting."""
        self._topic = topic

    def opened(self):
        """Sync, learn who is who, and read all mailboxes for the first time."""
        self.sync()
        people.refresh(self.app)
        self.read()
        return self

    def read(self):
        """Poll and read everything that is new."""
        read_mailbox.poll(self.app)
        self.work()
        return self

    def post(self, number=1, *, labels=(), **over):
        at = over.pop("at", self.clock.now())
        self.gmail.deliver(a_letter(at, number, **over), labels=labels)
        return self

    def facts(self):
        return sorted(self.stores.mail.all(), key=lambda fact: (fact.at, fact.id))

    def counts(self, mailbox=ALEX):
        return self.stores.mailboxes.load(mailbox)[0].counts

    def notifications(self):
        """Take the pushes that are due, as the endpoint would read them."""
        subscription = self.gmail.options.push.subscription
        return [
            notification(one.body, subscription=subscription)
            for one in self.gmail.deliveries()
        ]


def a_letter(at=NOW, number=1, **over):
    values = {
        "sender": f"Dana <{DANA}>",
        "to": (ALEX,),
        "subject": "Printer",
        "text": "The printer on the first floor is slow.",
        "at": at + timedelta(seconds=number),
        "message_id": f"{number}@elm.example",
    }
    return Letter(**{**values, **over})
