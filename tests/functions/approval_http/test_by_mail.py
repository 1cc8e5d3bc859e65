"""Requests that come to their approvers by mail, where the playbook says so."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from sandbox.gmail import Fault
from shared.domain.renewal import EffectKind, EffectStatus
from shared.services import ask_effects, record_events
from shared.services.concessions.chase import chase_all
from tests.functions.approval_http.counter import (
    ASKER,
    CHIEF,
    L1,
    L2,
    LEAD,
    ORIGIN,
    REQUESTER,
    Counter,
)
from tests.shared.services.mail.office import SENDER, Office

LEADS_ADDRESS = "agent7@msp.example"
MAIL = {"channels": {"approval": "mail", "digest": "mail"}}
_LINK = re.compile(r"https://\S+?rnwl1_[A-Za-z0-9._-]+")


class MailCounter(Counter):
    """A deployment that mails; `letters` are what the approvers got."""

    engine: Office
    make_engine = Office

    def __init__(self, monkeypatch, **book):
        super().__init__(monkeypatch, **{"mail": MAIL, **book})
        self.engine.later(hours=4)  # nobody is written to at six in the morning

    def ports(self):
        return {"mail": self.engine.mail_ports()}

    def letters(self):
        sent = self.engine.gmail.writing.sent
        return [message_from_bytes(one.raw, policy=policy.default) for _, one in sent]

    def contract(self):
        return record_events.load(self.app, "12", "301")

    def chase(self):
        chase_all(self.app)
        self.engine.work()

    def deliver(self):
        ask_effects.relay(self.app)
        self.engine.work()

    def status(self):
        effects = self.contract().effects.values()
        return [e.status for e in effects if e.kind is EffectKind.SEND_MAIL]


def body(letter):
    """Give the text of a mail as a person reads it."""
    return letter.get_body(("plain",)).get_content()


def link_in(letter):
    (link,) = _LINK.findall(body(letter))
    return link.removeprefix(ORIGIN)


@pytest.fixture
def counter(monkeypatch):
    made = MailCounter(monkeypatch)
    made.ask()
    return made


def test_the_approver_gets_one_mail_with_the_ask_in_money(counter):
    (letter,) = counter.letters()

    assert LEADS_ADDRESS in letter["To"]
    assert SENDER in letter["From"]
    for words in (
        "Ann Asker asks for your decision until 2026-12-04",
        "Cost a year: 600.00 GBP",
        "A rival offers less.",
        "Opening the link decides nothing.",
    ):
        assert words in body(letter)


def test_its_link_leads_to_the_decision(counter):
    lead, page = counter.opened(LEAD, L1, link=link_in(counter.letters()[0]))

    assert lead.decide(page).status == 303
    assert counter.request().status == "approved"


def test_its_link_is_nobody_elses(counter):
    _, page = counter.opened(CHIEF, L2, link=link_in(counter.letters()[0]))

    assert page.status == 403


def test_no_link_is_ever_stored(counter):
    stored = text_of_all(counter)

    assert "rnwl1_" in body(counter.letters()[0])
    assert "approval_request" in stored
    assert "rnwl1_" not in stored


def text_of_all(counter):
    tables, blobs = counter.writes()
    timeline = [event.model_dump_json() for event in counter.engine.timeline()]
    return f"{tables}{blobs}{timeline}"


def test_where_the_playbook_names_no_channel_there_is_no_mail(monkeypatch):
    counter = MailCounter(monkeypatch, mail={"channels": {"digest": "mail"}})
    counter.ask()

    assert counter.letters() == []
    assert len(counter.mailed()) == 1  # the task in HaloPSA, as everywhere


def test_who_is_reminded_gets_a_mail_more(counter):
    counter.engine.later(hours=25)
    counter.chase()

    first, second = counter.letters()
    assert link_in(first) != link_in(second)


def test_what_was_withdrawn_in_the_night_is_not_mailed_in_the_morning(monkeypatch):
    counter = MailCounter(monkeypatch)
    counter.engine.later(hours=12)
    counter.ask()
    asker = counter.sign_in(ASKER, REQUESTER)
    path = f"/api/concessions/{counter.request().id}"
    page = asker.get(path)
    assert asker.submit(page, f"{path}/withdraw", reason="Solved.").status == 303
    counter.engine.later(hours=12)
    counter.deliver()

    assert counter.letters() == []
    assert counter.status() == [EffectStatus.CANCELLED]


def test_what_ran_out_in_the_night_is_not_mailed_in_the_morning(monkeypatch):
    counter = MailCounter(monkeypatch)
    counter.engine.later(hours=12)
    counter.ask()
    counter.engine.later(days=4)
    counter.deliver()

    assert counter.letters() == []
    assert counter.status() == [EffectStatus.CANCELLED]


def test_without_keys_for_links_a_person_hears_that_nothing_can_be_mailed(
    monkeypatch,
):
    counter = MailCounter(monkeypatch)
    counter.app = counter.engine.app = counter.engine.process(**counter.ports())
    counter.change(app=counter.app)
    counter.ask()

    assert counter.letters() == []
    rules = {item.rule for item in counter.contract().exceptions.values()}
    assert "mail_undeliverable" in rules


@pytest.mark.parametrize("action", ["lost_reply", "refuse_after"])
def test_a_request_whose_mail_got_lost_on_the_way_back_is_not_mailed_twice(
    monkeypatch, action
):
    counter = MailCounter(monkeypatch)
    counter.engine.gmail.faults.append(Fault(action, path="/messages/send", count=1))
    counter.ask()
    counter.engine.clock.advance(timedelta(minutes=16).total_seconds())
    counter.deliver()

    assert len(counter.letters()) == 1
    assert counter.status() == [EffectStatus.DELIVERED]


def test_a_mail_that_got_lost_on_the_way_back_is_found_after_the_decision_too(
    monkeypatch,
):
    counter = MailCounter(monkeypatch)
    lost = Fault("lost_reply", path="/messages/send", count=1)
    counter.engine.gmail.faults.append(lost)
    counter.ask()
    lead, page = counter.opened(LEAD, L1, link=link_in(counter.letters()[0]))
    assert lead.decide(page).status == 303
    counter.engine.later(minutes=16)
    counter.deliver()

    assert counter.status() == [EffectStatus.DELIVERED]
    assert counter.contract().exceptions == {}
