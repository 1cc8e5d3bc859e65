"""A caller of the Gmail stand-in without sockets."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from sandbox.gmail import Gmail, Letter, Options, keys
from sandbox.gmail.options import SCOPES
from sandbox.gmail.tokens import AUDIENCE
from sandbox.halopsa import Request
from tests.simulation.clock import VirtualClock

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALEX, DESK = "alex@msp.example", "desk@msp.example"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
READ, COMPOSE, SEND = SCOPES
METADATA = "https://www.googleapis.com/auth/gmail.metadata"


class Caller:
    def __init__(self, **options):
        self.clock = VirtualClock(NOW)
        given = Options(clock=self.clock.now, **options)
        self.gmail = Gmail([ALEX, DESK], given)
        self.tokens = {}

    def assertion(self, mailbox=ALEX, scope=READ, **over):
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.gmail.options.service_account,
            "scope": scope,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + 3600,
            "sub": mailbox,
        }
        return keys.signed(keys.ACCOUNT, {**claims, **over})

    def sign_in(self, assertion):
        form = urlencode({"grant_type": GRANT, "assertion": assertion}).encode()
        return self.gmail.handle(Request("POST", "/token", body=form))

    def ask(self, call, body=None, *, mailbox=ALEX, scope=READ, **query):
        if (mailbox, scope) not in self.tokens:
            signed_in = self.sign_in(self.assertion(mailbox, scope)).json()
            self.tokens[mailbox, scope] = signed_in["access_token"]
        method, _, path = call.partition(" ")
        pairs = [
            (name, str(one))
            for name, value in query.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        return self.gmail.handle(
            Request(
                method,
                f"/gmail/v1/users/{mailbox}/{path}",
                query=pairs,
                headers={"Authorization": f"Bearer {self.tokens[mailbox, scope]}"},
                body=b"" if body is None else json.dumps(body).encode(),
            )
        )

    def history_id(self):
        return int(self.ask("GET profile").json()["historyId"])

    def deliver(self, number=1, *, labels=(), **over):
        stored = self.gmail.deliver(a_letter(number, **over), labels=labels)
        return stored[0].id

    def watch(self):
        topic = self.gmail.options.topic
        return self.ask("POST watch", {"topicName": topic, "labelIds": ["INBOX"]})


def a_letter(number=1, **over):
    values = {
        "sender": "Dana Webb <dana@elm.example>",
        "to": (ALEX,),
        "subject": "Printer",
        "text": "The printer is slow.",
        "at": NOW + timedelta(minutes=number),
        "message_id": f"{number}@elm.example",
    }
    return Letter(**{**values, **over})


def reason(answer):
    return answer.status, answer.json()["error"]["errors"][0]["reason"]
