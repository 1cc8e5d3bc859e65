"""The client against the stand-in: what is read, listed, sent and drafted."""

from datetime import timedelta

import pytest

from sandbox.gmail import Fault
from shared.domain.correspondence import OutgoingMail
from shared.domain.errors import (
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PolicyViolation,
)
from shared.ports.gmail import StaleHistory

from .workspace import ALEX, DESK, NOW, Workspace


@pytest.fixture
def at():
    return Workspace()


def a_mail(**over):
    values = {
        "mailbox": DESK,
        "to": ("owner@msp.example",),
        "subject": "Two things for today",
        "text": "Ref: RN7F3K2Q9A",
        "html": "<p>Ref: RN7F3K2Q9A</p>",
        "token": "RN7F3K2Q9A",
    }
    return OutgoingMail(**{**values, **over})


def read_all(client, since):
    ids, page = [], ""
    while True:
        found = client.history(ALEX, since, page)
        ids += found.ids
        if not found.next_page:
            return ids, found.history_id
        page = found.next_page


def test_the_history_gives_new_ids_and_how_far_it_goes(at):
    since = at.client.history_id(ALEX)
    ids = [at.deliver(n) for n in range(3)]

    assert read_all(at.client, since) == (ids, at.client.history_id(ALEX))


def test_a_long_history_comes_in_pages(at):
    since = at.client.history_id(ALEX)
    ids = [at.deliver(n) for n in range(501)]

    assert read_all(at.client, since)[0] == ids


def test_an_empty_history_is_no_error(at):
    since = at.client.history_id(ALEX)

    assert at.client.history(ALEX, since, "").ids == ()


@pytest.mark.parametrize("as_strings", [True, False])
def test_history_ids_are_read_as_texts_and_as_numbers(as_strings):
    at = Workspace(ids_as_strings=as_strings)

    assert isinstance(at.client.history_id(ALEX), int)


def test_a_start_that_is_too_old_is_told(at):
    since = at.client.history_id(ALEX)
    at.deliver(1)
    at.clock.advance(8 * 86_400)

    with pytest.raises(StaleHistory):
        at.client.history(ALEX, since, "")


def test_a_resync_lists_what_came_since(at):
    at.deliver(1)
    newer = at.deliver(90)

    found = at.client.listed(ALEX, NOW + timedelta(hours=1), "")

    assert (found.ids, found.history_id) == ((newer,), None)


def test_an_envelope_is_read_without_subject_or_text(at):
    message_id = at.deliver(1, cc=("Pat <PAT@elm.example>",), references=("0@x",))

    envelope = at.client.envelope(ALEX, message_id)

    assert envelope.sender == "dana@elm.example"
    assert envelope.recipients == (ALEX, "pat@elm.example")
    assert (envelope.message_id, envelope.references) == ("1@elm.example", ("0@x",))
    assert envelope.labels == {"INBOX", "UNREAD"}
    assert envelope.authentic
    assert "Printer" not in envelope.model_dump_json()


def test_a_text_is_read_by_its_own_call(at):
    message_id = at.deliver(1, text="Ça marche.", html="<p>no</p>")

    assert at.client.text(ALEX, message_id).strip() == "Ça marche."


def test_a_message_that_is_gone_is_not_found(at):
    message_id = at.deliver(1)
    at.gmail.box(ALEX).delete(message_id, NOW)

    with pytest.raises(NotFound):
        at.client.envelope(ALEX, message_id)


def test_a_watch_tells_until_when(at):
    watched = at.client.watch(ALEX)

    assert watched.until == NOW + timedelta(days=7)
    assert watched.history_id == at.client.history_id(ALEX)


def test_a_sent_mail_is_found_by_its_word(at):
    sent = at.client.send(a_mail())

    assert at.client.find_sent(DESK, "RN7F3K2Q9A") == sent
    assert at.client.find_sent(DESK, "OTHERWORD") is None


def test_a_draft_is_found_by_its_word(at):
    draft = at.client.create_draft(a_mail(mailbox=ALEX))

    assert at.client.find_draft(ALEX, "RN7F3K2Q9A") == draft
    assert at.client.find_draft(ALEX, "OTHERWORD") is None
    assert at.gmail.writing.sent == []


@pytest.mark.parametrize("action", ["lost_reply", "refuse_after"])
@pytest.mark.parametrize("verb", ["send", "create_draft"])
def test_a_write_whose_reply_is_lost_is_not_repeated(at, verb, action):
    at.gmail.faults.append(Fault(action, method="POST", path="/users/"))

    with pytest.raises(OutcomeUnknown):
        getattr(at.client, verb)(a_mail())

    box = at.gmail.box(DESK)
    assert len(box.messages) == 1
    assert at.sleeps == []


def test_a_write_that_was_throttled_is_tried_again(at):
    fault = Fault("refuse", path="/send", status=429, reason="rateLimitExceeded")
    fault.count = 2
    at.gmail.faults.append(fault)

    at.client.send(a_mail())

    assert len(at.gmail.writing.sent) == 1
    assert at.sleeps == [1.5, 2.5]


@pytest.mark.parametrize(
    "over",
    [
        {"subject": "Hello\r\nBcc: all@elm.example"},
        {"to": ("owner@msp.example\nBcc: all@elm.example",)},
        {"to": ("owner@msp.example, all@elm.example",)},
        {"to": ("alice@example.org)bob@elm.example",)},
        {"token": "A\r\nX-Other: 1"},
    ],
)
def test_nothing_slips_into_a_header(at, over):
    with pytest.raises(InvalidInput):
        at.client.send(a_mail(**over))

    assert at.gmail.writing.sent == []


def test_only_listed_mailboxes_are_asked_for():
    """The delegated key could open any mailbox of the domain."""
    at = Workspace(mailboxes=(DESK,))

    with pytest.raises(PolicyViolation):
        at.client.history_id(ALEX)

    assert at.gmail.requests.total() == 0


def test_every_call_is_charged_before_it_is_made(at):
    message_id = at.deliver(1)
    at.client.history_id(ALEX)
    at.client.envelope(ALEX, message_id)
    at.client.text(ALEX, message_id)
    at.client.send(a_mail())

    assert at.quota.units == 1 + 20 + 20 + 100
