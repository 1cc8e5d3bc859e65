"""A canary in subjects and texts shows up nowhere, whatever goes wrong.

Looked at are all tables, blobs and queues, every log record of whatever logger, the
text of every exception with all that led to it, the health page, and the command line.
"""

import json
import logging
import traceback
from dataclasses import replace
from decimal import Decimal

import pytest

from sandbox.gmail import Fault
from shared import bootstrap
from shared.cli.__main__ import main
from shared.services import renew_contracts, score_contracts, watch_jobs
from shared.services.mail import people, read_mailbox, receive_push, renew_watches
from tests.shared.services.mail.office import ALEX, DANA, SAM, Mood, Office, judge

CANARY = "CANARY7F3K2Q9A"
TEXT = f"The service is poor and we may terminate {CANARY}."
FAULTS: dict[str, list[Fault]] = {
    "none": [],
    "echo_400": [Fault("refuse", path="/messages/", status=400, text=TEXT, count=3)],
    "echo_401": [Fault("refuse", path="/messages/", status=401, text=TEXT, count=3)],
    "echo_403": [Fault("refuse", path="/messages/", status=403, text=TEXT, count=3)],
    "echo_reason": [
        Fault("refuse", path="/messages/", status=403, reason=TEXT, text=TEXT, count=3)
    ],
    "echo_404": [
        Fault("refuse", path="/messages/", status=404, reason="notFound", text=TEXT)
    ],
    "echo_429": [Fault("refuse", path="/messages/", status=429, text=TEXT, count=9)],
    "echo_500": [Fault("refuse", path="/messages/", status=500, text=TEXT, count=9)],
    "after_500": [Fault("refuse_after", path="/messages/", status=500, text=TEXT)],
    "page": [Fault("page", path="/messages/", count=9)],
    "cut": [Fault("cut", path="/messages/", count=9)],
    "cut_for_ever": [Fault("cut", path="/messages/")],
    "lost": [Fault("lost_reply", path="/messages/", count=9)],
    "reset": [Fault("reset", path="/messages/", count=9)],
    "stale": [Fault("refuse", path="/history", status=404, text=TEXT, count=1)],
    "history_400": [Fault("refuse", path="/history", status=400, text=TEXT, count=2)],
    "history_cut": [Fault("cut", path="/history", count=9)],
    "list_500": [
        Fault("refuse", path="/history", status=404, count=1),
        Fault("refuse", path="/messages", status=500, text=TEXT, count=9),
    ],
    "watch": [Fault("refuse", path="/watch", status=400, text=TEXT)],
    "token": [Fault("refuse", path="/token", status=500, text=TEXT, count=9)],
    "no_token": [Fault("refuse", path="/token", status=400, text=TEXT)],
}
HEAD = (
    "Authentication-Results: mx.google.com; dmarc=pass header.from=elm.example\n"
    f"From: {CANARY} <{DANA}>\nTo: {ALEX}\nSubject: {CANARY}\n"
)
# Errors often quote what they are about: names of charsets, marked sections, headers.
ODD = (
    f"{HEAD}Message-ID: <{CANARY}@elm.example>\n\n{TEXT}",
    f"{HEAD}Message-ID: {CANARY}\nReferences: {CANARY} <{CANARY}@x>\n\n{TEXT}",
    f"{HEAD}Content-Type: text/plain; charset={CANARY}\n\n{TEXT}",
    f'{HEAD}Content-Type: text/plain; charset="idna"\n\n{TEXT}',
    f'{HEAD}Content-Type: text/plain; charset="punycode"\n\n{TEXT}\u00e9-\u00ff',
    f'{HEAD}Content-Type: text/plain; charset="{CANARY}\0"\n\n{TEXT}',
    f"{HEAD}Content-Type: text/html\n\n<![{CANARY}[ {TEXT} ]]><p>{TEXT}</p>",
    f"{HEAD}Content-Type: text/html\n\n<!{CANARY} <!DOCTYPE [<! {TEXT}<p {CANARY}",
    f"{HEAD}Content-Type: multipart/mixed; boundary={CANARY}\n\n--{CANARY}\n\n{TEXT}",
    f"{HEAD}Content-Type: message/rfc822\n\nSubject: {CANARY}\n\n{TEXT}",
    f"{HEAD}Content-Type: text/plain; name={CANARY}\n\n{TEXT}",
    f"{HEAD}Content-Transfer-Encoding: base64\n\n%%%{CANARY}%%%",
    f"{HEAD}Content-Transfer-Encoding: {CANARY}\n\n{TEXT}",
    f"From: {'(' * 4000}{CANARY}\n\n{TEXT}",
    f'From: "{CANARY}\nTo: {CANARY}@\n{CANARY}: {CANARY}\n\n{TEXT}',
    f"Auto-Submitted: {CANARY}\nList-Id: <{CANARY}>\nPrecedence: {CANARY}\n\n{TEXT}",
    f"{CANARY}",
)


class Garbled:
    """Gmail whose answers are cut in the middle, with the text in them."""

    def __init__(self, gmail):
        self._gmail = gmail

    def __getattr__(self, name):
        return getattr(self._gmail, name)

    def text(self, mailbox, message_id):
        return self._gmail.text(mailbox, message_id)[:40]


class Quoting(Garbled):
    """A client that fails at every text and quotes it."""

    def text(self, mailbox, message_id):
        raise ValueError(self._gmail.text(mailbox, message_id))


def failing(text):
    """Fail as a model might, with the text in its message."""
    raise ValueError(text)


def told(office, caplog):
    """Give all that anybody could read afterwards: tables, blobs, queues, log."""
    formatter = logging.Formatter()
    log = [formatter.format(record) for record in caplog.records]
    log += [str(vars(record)) for record in caplog.records]
    queues = [
        body for name in office.queues.names() for body in office.queues.bodies(name)
    ]
    health = watch_jobs.health(office.app).model_dump_json()
    return json.dumps([office.tables.dump(), queues, log, health], default=str) + str(
        office.blobs.dump()
    )


def planted(office):
    """Let mail arrive that has the canary in every part that may hold words."""
    named = {"sender": f"{CANARY} <{DANA}>", "subject": f"Notice {CANARY}"}
    html = f"<p>{TEXT}</p><blockquote>{CANARY}</blockquote>"
    office.post(1, **named, text=TEXT, html=html)
    office.post(2, **named, text=TEXT, references=("1@elm.example",), cc=(SAM,))
    office.post(3, subject=CANARY, sender=f"eve@{CANARY.lower()}.example", text=TEXT)
    office.post(4, subject=CANARY, sender=ALEX, to=(DANA,), text=TEXT)
    office.post(5, subject=CANARY, text="", headers={"X-Note": CANARY})
    for number, raw in enumerate(ODD, 6):
        office.post(number, raw=raw.encode())
    return office


def lived(office):
    """Read, score, renew and watch, as far as the faults let it."""
    errors = []
    acts = (
        renew_watches.renew,
        pushed(office),
        read_mailbox.poll,
        score_contracts.plan,
        renew_contracts.plan,
        watch_jobs.check,
    )
    for _ in range(6):
        for act in acts:
            act(office.app)
        for queue, message in office.waiting():
            try:
                office.handle(queue, message)
            except Exception as error:  # noqa: BLE001 - any of them is looked at
                errors += traceback.format_exception(error)
        office.later(minutes=75)
    return errors


def pushed(office):
    def act(app):
        for note in office.notifications():
            receive_push.accept(app, note)

    return act


@pytest.fixture
def command_line(monkeypatch, capsys):
    """Run the commands that show something; give what they printed."""

    def shown(office):
        monkeypatch.setattr(bootstrap, "app", lambda: office.app)
        for command in (
            ["exceptions"],
            ["timeline", "verify"],
            ["timeline", "rebuild"],
            ["identity", "list"],
            ["letters", "list"],
            ["uplift", "list"],
        ):
            main(command)
        printed = capsys.readouterr()
        return printed.out + printed.err

    return shown


@pytest.mark.parametrize("name", FAULTS)
def test_a_canary_is_nowhere(name, caplog, command_line):
    caplog.set_level(logging.DEBUG)
    office = Office()
    office.sync()
    people.refresh(office.app)
    office.read()
    office.gmail.faults += FAULTS[name]

    errors = lived(planted(office))

    seen = told(office, caplog) + "".join(errors) + command_line(office)
    assert CANARY.lower() not in seen.lower()
    assert len(seen) > 10_000


@pytest.mark.parametrize("client", [Garbled, Quoting])
@pytest.mark.parametrize("model", [failing, judge])
def test_a_model_or_client_that_fails_gives_nothing_away(
    model, client, caplog, command_line
):
    caplog.set_level(logging.DEBUG)
    office = Office().opened()
    ports = office.app.mail
    mail = replace(ports, gmail=client(ports.gmail), judge=model)
    office.app = office.process(mail=mail)

    errors = lived(planted(office))

    assert errors == []
    seen = told(office, caplog) + command_line(office)
    assert CANARY.lower() not in seen.lower()
    assert len(office.facts()) > 4


def test_the_canary_would_be_found(caplog):
    """The search itself works: a theme that held words would be caught."""
    caplog.set_level(logging.DEBUG)
    office = Office().opened()
    mail = replace(
        office.app.mail, judge=lambda text: Mood(None, Decimal(0), (text,), 1)
    )
    office.app = office.process(mail=mail)

    lived(planted(office))

    assert CANARY in told(office, caplog)
