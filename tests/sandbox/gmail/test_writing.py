"""Watches, sent mail and drafts of the stand-in."""

import base64

import pytest

from sandbox.gmail.faults import Fault
from sandbox.halopsa import ConnectionDropped
from tests.sandbox.gmail.callers import ALEX, COMPOSE, READ, SEND, Caller, reason

RAW = (
    b"To: dana@elm.example\r\nFrom: alex@msp.example\r\nSubject: Hi\r\n"
    b"Message-ID: <ours@engine>\r\n\r\nRef: RN7F3K2Q9A\r\n"
)


@pytest.fixture
def caller():
    return Caller()


def coded(raw=RAW):
    return base64.urlsafe_b64encode(raw).decode()


def send(caller):
    return caller.ask("POST messages/send", {"raw": coded()}, scope=SEND)


def test_sent_mail_is_labelled_and_its_message_id_is_gmails_own(caller):
    sent = send(caller).json()

    raw = caller.gmail.box(ALEX).messages[sent["id"]].raw
    assert sent["labelIds"] == ["SENT"]
    assert b"ours@engine" not in raw
    assert b"@mail.gmail.com" in raw


def test_mail_without_a_recipient_is_refused(caller):
    body = {"raw": coded(b"Subject: x\r\n\r\nx")}

    assert reason(caller.ask("POST messages/send", body, scope=SEND))[0] == 400


def test_mail_is_sent_though_the_reply_is_lost(caller):
    caller.gmail.faults.append(Fault("lost_reply", path="/messages/send"))

    with pytest.raises(ConnectionDropped):
        send(caller)

    assert len(caller.gmail.writing.sent) == 1


def test_a_word_of_a_sent_mail_finds_it(caller):
    sent = send(caller).json()

    found = caller.ask("GET messages", labelIds="SENT", q='"RN7F3K2Q9A"').json()

    assert [row["id"] for row in found["messages"]] == [sent["id"]]


def test_a_draft_is_gone_once_sent_and_a_repeat_is_not_found(caller):
    body = {"message": {"raw": coded()}}
    draft = caller.ask("POST drafts", body, scope=COMPOSE).json()["id"]

    first = caller.ask("POST drafts/send", {"id": draft}, scope=COMPOSE)
    again = caller.ask("POST drafts/send", {"id": draft}, scope=COMPOSE)

    assert first.status == 200
    assert reason(again) == (404, "notFound")
    assert len(caller.gmail.writing.sent) == 1


def test_drafts_are_listed_by_a_word(caller):
    body = {"message": {"raw": coded()}}
    draft = caller.ask("POST drafts", body, scope=COMPOSE).json()["id"]

    found = caller.ask("GET drafts", q='"RN7F3K2Q9A"').json()
    other = caller.ask("GET drafts", q='"OTHER"').json()

    assert [row["id"] for row in found["drafts"]] == [draft]
    assert other == {}


def test_a_draft_leaves_noise_in_the_history(caller):
    start = caller.history_id()
    caller.ask("POST drafts", {"message": {"raw": coded()}}, scope=COMPOSE)

    page = caller.ask("GET history", startHistoryId=start).json()

    message = page["history"][0]["messagesAdded"][0]["message"]
    assert message["labelIds"] == ["DRAFT"]


def test_a_watch_lasts_seven_days_and_notifies_at_once(caller):
    answer = caller.watch().json()

    lasts = int(answer["expiration"]) / 1000 - caller.clock.now().timestamp()
    assert lasts == 7 * 86_400
    assert caller.gmail.pushes.counts["published"] == 1


def test_the_same_topic_again_renews_the_watch_and_another_is_refused(caller):
    caller.watch()

    assert caller.watch().status == 200
    assert caller.ask("POST watch", {"topicName": "projects/x/topics/y"}).status == 400


def test_a_topic_that_gmail_may_not_publish_to_is_the_operators_fault():
    caller = Caller(publisher_granted=False)

    assert reason(caller.watch()) == (403, "forbidden")


def test_another_users_mailbox_is_refused(caller):
    token = caller.sign_in(caller.assertion(ALEX, READ)).json()["access_token"]
    caller.tokens["desk@msp.example", READ] = token

    answer = caller.ask("GET profile", mailbox="desk@msp.example")

    assert answer.status == 403
