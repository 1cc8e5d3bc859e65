"""A canary in subjects and texts shows up nowhere, whatever goes wrong."""

import json
import logging
import traceback
from dataclasses import replace
from decimal import Decimal

import pytest

from sandbox.gmail import Fault
from shared.services import score_contracts, watch_jobs
from shared.services.mail import people, read_mailbox
from tests.shared.services.mail.office import ALEX, DANA, Mood, Office, judge

CANARY = "CANARY7F3K2Q9A"
TEXT = f"The service is poor and we may terminate {CANARY}."
FAULTS = {
    "none": [],
    "echo_400": [Fault("refuse", path="/messages/", status=400, text=TEXT, count=3)],
    "echo_403": [Fault("refuse", path="/messages/", status=403, text=TEXT, count=3)],
    "echo_reason": [
        Fault("refuse", path="/messages/", status=403, reason="x", text=TEXT, count=3)
    ],
    "echo_404": [
        Fault("refuse", path="/messages/", status=404, reason="notFound", text=TEXT)
    ],
    "echo_429": [Fault("refuse", path="/messages/", status=429, text=TEXT, count=9)],
    "echo_500": [Fault("refuse", path="/messages/", status=500, text=TEXT, count=9)],
    "after_500": [Fault("refuse_after", path="/messages/", status=500, text=TEXT)],
    "page": [Fault("page", path="/messages/", count=9)],
    "lost": [Fault("lost_reply", path="/messages/", count=9)],
    "reset": [Fault("reset", path="/messages/", count=9)],
    "history": [Fault("refuse", path="/history", status=404, text=TEXT, count=1)],
}


class Garbled:
    """Gmail whose answers are cut in the middle, with the text in them."""

    def __init__(self, gmail):
        self._gmail = gmail

    def __getattr__(self, name):
        return getattr(self._gmail, name)

    def text(self, mailbox, message_id):
        return self._gmail.text(mailbox, message_id)[:40]


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
    return json.dumps([office.tables.dump(), queues, log], default=str) + str(
        office.blobs.dump()
    )


def planted(office):
    """Let mail arrive that has the canary in every part that may hold words."""
    named = {"sender": f"{CANARY} <{DANA}>", "subject": f"Notice {CANARY}"}
    html = f"<p>{TEXT}</p><blockquote>{CANARY}</blockquote>"
    office.post(1, **named, text=TEXT, html=html)
    office.post(2, **named, text=TEXT, references=("1@elm.example",))
    office.post(3, subject=CANARY, sender=f"eve@{CANARY.lower()}.example", text=TEXT)
    office.post(4, subject=CANARY, sender=ALEX, to=(DANA,), text=TEXT)
    office.post(5, subject=CANARY, text="", headers={"X-Note": CANARY})
    return office


def lived(office):
    """Read, score, watch, as far as the faults let it."""
    errors = []
    for _ in range(6):
        for act in (read_mailbox.poll, score_contracts.plan, watch_jobs.check):
            act(office.app)
        for queue, message in office.waiting():
            try:
                office.handle(queue, message)
            except Exception as error:  # noqa: BLE001 - any of them is looked at
                errors += traceback.format_exception(error)
        office.later(minutes=15)
    return errors


@pytest.mark.parametrize("name", FAULTS)
def test_a_canary_is_nowhere(name, caplog):
    caplog.set_level(logging.DEBUG)
    office = Office()
    office.sync()
    people.refresh(office.app)
    office.read()
    office.gmail.faults += FAULTS[name]

    errors = lived(planted(office))

    seen = told(office, caplog) + "".join(errors)
    assert CANARY.lower() not in seen.lower()
    assert len(seen) > 10_000


@pytest.mark.parametrize("model", [failing, judge])
def test_a_model_that_fails_gives_nothing_away(model, caplog):
    caplog.set_level(logging.DEBUG)
    office = Office().opened()
    ports = office.app.mail
    mail = replace(ports, gmail=Garbled(ports.gmail), judge=model)
    office.app = office.process(mail=mail)

    errors = lived(planted(office))

    assert errors == []
    assert CANARY.lower() not in told(office, caplog).lower()
    assert len(office.facts()) == 4


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
