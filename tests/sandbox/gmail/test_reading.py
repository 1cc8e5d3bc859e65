"""Mail arrives, stands in the history, and can be read as the scope allows."""

import base64

import pytest

from sandbox.gmail import Gmail, Options
from tests.sandbox.gmail.callers import (
    ALEX,
    DESK,
    METADATA,
    NOW,
    READ,
    SEND,
    Caller,
    a_letter,
    reason,
)


@pytest.fixture
def caller():
    return Caller()


def padded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_letter_lies_in_each_mailbox_under_an_id_of_its_own(caller):
    stored = caller.gmail.deliver(a_letter(to=(ALEX, DESK)))

    assert len({one.id for one in stored}) == 2
    assert all(one.labels == ["INBOX", "UNREAD"] for one in stored)


def test_the_writers_own_copy_is_labelled_as_sent(caller):
    stored = caller.gmail.deliver(a_letter(sender=ALEX, to=("dana@elm.example",)))

    assert [one.labels for one in stored] == [["SENT"]]


def test_history_tells_what_came_after_the_start(caller):
    start = caller.history_id()
    first, second = caller.deliver(1), caller.deliver(2)

    page = caller.ask("GET history", startHistoryId=start, historyTypes="messageAdded")

    added = [row["messagesAdded"][0]["message"]["id"] for row in page.json()["history"]]
    assert added == [first, second]
    assert int(page.json()["historyId"]) == caller.history_id()


def test_history_is_absent_when_nothing_changed(caller):
    page = caller.ask("GET history", startHistoryId=caller.history_id())

    assert list(page.json()) == ["historyId"]


def test_history_comes_in_pages(caller):
    start = caller.history_id()
    ids = [caller.deliver(n) for n in range(5)]

    seen = []
    token: dict[str, str] = {}
    while True:
        page = caller.ask(
            "GET history", startHistoryId=start, maxResults=2, **token
        ).json()
        seen += [row["messages"][0]["id"] for row in page["history"]]
        if "nextPageToken" not in page:
            break
        token = {"pageToken": page["nextPageToken"]}

    assert seen == ids


def test_history_ids_are_numbers_where_the_tenant_has_them():
    caller = Caller(ids_as_strings=False)

    assert isinstance(caller.ask("GET profile").json()["historyId"], int)


def test_a_start_from_last_week_is_stale(caller):
    start = caller.history_id()
    caller.deliver(1)
    caller.clock.advance(8 * 86_400)
    caller.tokens.clear()

    assert reason(caller.ask("GET history", startHistoryId=start)) == (404, "notFound")


def test_a_label_put_on_later_is_a_record_of_its_own(caller):
    start = caller.history_id()
    message_id = caller.deliver(1, labels=("SPAM",))
    box = caller.gmail.box(ALEX)
    box.label(box.messages[message_id], "INBOX", NOW)

    page = caller.ask(
        "GET history", startHistoryId=start, historyTypes=["labelAdded"]
    ).json()

    assert page["history"][0]["labelsAdded"][0]["labelIds"] == ["INBOX"]


def test_lists_hide_spam_and_know_after(caller):
    caller.deliver(1)
    newer = caller.deliver(90)
    caller.deliver(91, labels=("SPAM",))
    after = int(NOW.timestamp()) + 3600

    found = caller.ask("GET messages", q=f"after:{after}").json()

    assert [row["id"] for row in found["messages"]] == [newer]


def test_metadata_shows_the_headers_asked_for_and_no_text(caller):
    message_id = caller.deliver(1)

    row = caller.ask(
        f"GET messages/{message_id}",
        format="metadata",
        metadataHeaders=["From", "message-id"],
    ).json()

    shown = {one["name"]: one["value"] for one in row["payload"]["headers"]}
    assert set(shown) == {"From", "Message-ID"}
    assert "parts" not in row["payload"]
    assert "body" not in row["payload"]


def test_the_full_form_has_text_in_base64url_without_padding(caller):
    message_id = caller.deliver(1, text="Is it up?", html="<p>Is it up?</p>")

    parts = caller.ask(f"GET messages/{message_id}").json()["payload"]["parts"]

    assert [one["mimeType"] for one in parts] == ["text/plain", "text/html"]
    assert "=" not in parts[0]["body"]["data"]
    assert padded(parts[0]["body"]["data"]).decode().strip() == "Is it up?"


def test_gmail_says_what_it_thinks_of_the_sender(caller):
    message_id = caller.deliver(1, dmarc="fail")

    row = caller.ask(f"GET messages/{message_id}", format="metadata").json()

    first = row["payload"]["headers"][0]
    assert first["name"] == "Authentication-Results"
    assert "dmarc=fail" in first["value"]


def test_a_message_deleted_meanwhile_is_not_found(caller):
    message_id = caller.deliver(1)
    caller.gmail.box(ALEX).delete(message_id, NOW)

    assert reason(caller.ask(f"GET messages/{message_id}")) == (404, "notFound")


@pytest.mark.parametrize(
    ("call", "scope", "query", "expected"),
    [
        ("GET messages", METADATA, {"q": "after:1"}, "forbidden"),
        ("GET messages/0", METADATA, {"format": "full"}, "forbidden"),
        ("GET messages", SEND, {}, "insufficientPermissions"),
        ("POST messages/send", READ, {}, "insufficientPermissions"),
    ],
)
def test_a_scope_allows_no_more_than_it_says(call, scope, query, expected):
    caller = Caller(delegated=(READ, SEND, METADATA))

    assert reason(caller.ask(call, scope=scope, **query)) == (403, expected)


def test_the_same_letters_make_the_same_ids():
    first, second = (Gmail([ALEX], Options(seed=3)) for _ in range(2))

    assert first.deliver(a_letter())[0].id == second.deliver(a_letter())[0].id
