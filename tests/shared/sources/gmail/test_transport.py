"""What becomes of refusals, lost replies, and tokens."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from sandbox.gmail import Fault, Gmail, Options
from sandbox.gmail.options import SCOPES
from shared.domain.errors import (
    RecordRejected,
    SourceRejected,
    SourceUnavailable,
)
from shared.sources.gmail.errors import reason_of, refusal
from shared.sources.gmail.signing import KeySigner
from shared.sources.web.reply import Reply

from .workspace import ALEX, DESK, Workspace

PROFILE = "GET /gmail/v1/users/ID/profile"


@pytest.mark.parametrize(
    ("status", "reason", "error", "tries"),
    [
        (400, "badRequest", SourceRejected, 1),
        (400, "failedPrecondition", SourceRejected, 1),
        (403, "domainPolicy", SourceRejected, 1),
        (403, "insufficientPermissions", SourceRejected, 1),
        (403, "forbidden", SourceRejected, 1),
        (404, "notFound", SourceRejected, 1),  # of a mailbox, not of a message
        (408, "timeout", SourceUnavailable, 6),
        (403, "RATE_LIMIT_EXCEEDED", SourceUnavailable, 6),
        (403, "accessNotConfigured", SourceRejected, 1),
        (403, "rateLimitExceeded", SourceUnavailable, 6),
        (403, "userRateLimitExceeded", SourceUnavailable, 6),
        (429, "rateLimitExceeded", SourceUnavailable, 6),
        (500, "backendError", SourceUnavailable, 6),
        (503, "backendError", SourceUnavailable, 6),
        (403, "dailyLimitExceeded", SourceUnavailable, 1),
    ],
)
def test_a_refusal_is_an_error_by_what_can_be_done(status, reason, error, tries):
    at = Workspace()
    at.gmail.faults.append(
        Fault("refuse", path="/users/", status=status, reason=reason)
    )

    with pytest.raises(error, match=reason):
        at.client.history_id(ALEX)

    assert at.asked(PROFILE) == tries


def test_waits_double_from_a_second_on():
    at = Workspace()
    at.gmail.faults.append(Fault("refuse", path="/users/", count=4))

    at.client.history_id(ALEX)

    assert at.sleeps == [1.5, 2.5, 4.5, 8.5]


def test_a_long_wait_is_left_to_a_later_turn():
    at = Workspace()
    at.gmail.faults.append(Fault("refuse", path="/users/", status=429, retry_after=90))

    with pytest.raises(SourceUnavailable) as caught:
        at.client.history_id(ALEX)

    assert (caught.value.retry_after, at.sleeps) == (90, [])


def test_a_dropped_connection_is_tried_again():
    at = Workspace()
    at.gmail.faults.append(Fault("reset", path="/profile", count=1))

    assert at.client.history_id(ALEX)
    assert at.sleeps == [1.5]


def test_one_token_is_asked_for_a_mailbox_and_scope():
    at = Workspace()

    for mailbox in (ALEX, DESK, ALEX):
        at.client.history_id(mailbox)

    assert at.asked("POST /token") == 2


def test_a_token_is_replaced_before_it_expires():
    at = Workspace()
    at.client.history_id(ALEX)
    at.clock.advance(3520)

    at.client.history_id(ALEX)

    assert at.asked("POST /token") == 2
    assert at.asked(PROFILE) == 2


def test_a_token_that_was_withdrawn_is_replaced_once():
    at = Workspace()
    at.client.history_id(ALEX)
    at.gmail.tokens.expire_all()

    at.client.history_id(ALEX)

    assert (at.asked("POST /token"), at.asked(PROFILE)) == (2, 3)


def test_a_mailbox_that_refuses_every_token_is_given_up():
    at = Workspace()
    at.gmail.faults.append(
        Fault("refuse", path="/users/", status=401, reason="authError")
    )

    with pytest.raises(SourceRejected, match="authError"):
        at.client.history_id(ALEX)

    assert at.asked(PROFILE) == 2


def test_a_scope_that_is_not_delegated_is_named():
    at = Workspace(delegated=SCOPES[1:])

    with pytest.raises(SourceRejected, match=r"unauthorized_client.*gmail.readonly"):
        at.client.history_id(ALEX)


def test_an_answer_that_is_none_of_gmails_is_no_answer():
    at = Workspace()
    at.gmail.faults.append(Fault("page", path="/users/"))

    with pytest.raises(SourceUnavailable, match="not what was asked for"):
        at.client.history_id(ALEX)


def test_an_error_never_repeats_what_google_says():
    """Its text may hold what was sent."""
    at = Workspace()
    at.gmail.faults.append(Fault("refuse", path="/users/", status=400))

    with pytest.raises(SourceRejected) as caught:
        at.client.history_id(ALEX)

    assert "at a loss" not in str(caught.value)


def answering(**over):
    """Give a transport whose every answer is this one."""
    return Reply(**{"status": 503, "body": b"{}", **over})


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        (
            {
                "retry-after": "Wed, 25 Nov 2026 10:02:00 GMT",
                "date": "Wed, 25 Nov 2026 10:00:00 GMT",
            },
            120,
        ),
        (
            {
                "retry-after": "Wed, 25 Nov 2026 09:00:00 GMT",
                "date": "Wed, 25 Nov 2026 10:00:00 GMT",
            },
            0,
        ),
        ({"retry-after": "Wed, 25 Nov 2026 10:02:00 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_is_told_in_seconds_or_as_a_date(status, headers, seconds):
    error = refusal("history", answering(status=status, headers=headers), write=False)

    assert isinstance(error, SourceUnavailable)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"errors": [{"reason": "a"}], "status": "S"}, "a"),
        ({"details": [{"@type": "x"}, {"reason": "b"}], "status": "S"}, "b"),
        ({"status": "RESOURCE_EXHAUSTED"}, "RESOURCE_EXHAUSTED"),
        ({"errors": "x", "details": [1, None]}, ""),
        ("invalid_grant", "invalid_grant"),
        (7, ""),
        ({"errors": [{"reason": "Dana wrote: it is poor"}]}, ""),
        ("x" * 61, ""),
    ],
)
def test_googles_word_for_why_is_found_in_all_its_forms(error, reason):
    body = json.dumps({"error": error}).encode()

    assert reason_of(answering(body=body)) == reason


def test_a_message_that_nobody_could_read_is_set_aside():
    at = Workspace()
    message_id = at.deliver(1)
    vars(at.gmail.box(ALEX).messages[message_id])["at"] = Beyond()

    with pytest.raises(RecordRejected) as caught:
        at.client.envelope(ALEX, message_id)

    assert caught.value.source_id == message_id
    assert at.sleeps == []


class Beyond:
    """A moment that no calendar has."""

    def timestamp(self):
        return 1e18


def test_an_answer_that_is_another_message_is_asked_for_again():
    at = Workspace()
    at.deliver(1)
    at.gmail.faults.append(Fault("page", path="/messages/"))

    with pytest.raises(SourceUnavailable):
        at.client.envelope(ALEX, at.deliver(2))


def test_a_mailbox_whose_token_is_slow_holds_up_no_other():
    asked, go_on = Event(), Event()

    class Slow:
        def __init__(self, key):
            self._signer = KeySigner(key)

        def sign(self, claims):
            if claims["sub"] == ALEX:
                asked.set()
                assert go_on.wait(10)
            return self._signer.sign(claims)

    at = Workspace(signer=lambda *_: Slow(Gmail([], Options()).key_file()))
    with ThreadPoolExecutor(1) as other:
        slow = other.submit(at.client.history_id, ALEX)
        assert asked.wait(10)
        quick = at.client.history_id(DESK)
        go_on.set()

        assert quick
        assert slow.result(10)
