"""What becomes of refusals, lost replies, and tokens."""

import pytest

from sandbox.gmail import Fault
from sandbox.gmail.options import SCOPES
from shared.domain.errors import (
    NotFound,
    SourceRejected,
    SourceUnavailable,
)

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
        (404, "notFound", NotFound, 1),
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
