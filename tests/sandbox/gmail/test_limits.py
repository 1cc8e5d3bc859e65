"""Sign-in, quota units and pushes of the stand-in."""

import base64
import json

import jwt
import pytest

from sandbox.gmail import keys
from sandbox.gmail.options import PushOptions
from sandbox.halopsa import Request
from tests.sandbox.gmail.callers import ALEX, READ, Caller, reason

URL = "http://engine.example/api/gmail/push"


def pushing(**options):
    return Caller(push=PushOptions(url=URL, **options))


def notified(delivery):
    message = json.loads(delivery.body)["message"]
    return json.loads(base64.b64decode(message["data"]))


@pytest.mark.parametrize(
    ("over", "error"),
    [
        ({"iss": "other@project"}, "invalid_grant"),
        ({"aud": "https://elsewhere"}, "invalid_grant"),
        ({"sub": "nobody@msp.example"}, "invalid_grant"),
        ({"exp": 1}, "invalid_grant"),
        ({"scope": "https://mail.google.com/"}, "unauthorized_client"),
    ],
)
def test_an_assertion_that_is_not_right_gets_no_token(over, error):
    caller = Caller()

    answer = caller.sign_in(caller.assertion(**over))

    assert answer.json()["error"] == error


def test_a_token_expires():
    caller = Caller()
    caller.ask("GET profile")
    caller.clock.advance(3600)

    assert reason(caller.ask("GET profile")) == (401, "authError")


def test_the_key_can_stay_with_google():
    caller = Caller()
    claims = jwt.decode(caller.assertion(), options={"verify_signature": False})
    body = json.dumps({"payload": json.dumps(claims)}).encode()
    path = "/v1/projects/-/serviceAccounts/engine@project:signJwt"
    headers = {"Authorization": "Bearer ambient"}

    signed = caller.gmail.handle(Request("POST", path, headers=headers, body=body))

    assert caller.sign_in(json.loads(signed.body)["signedJwt"]).status == 200


def test_a_minute_holds_so_many_units_a_user():
    caller = Caller(units_per_minute=40)
    first = [caller.ask("GET messages/0").status for _ in range(2)]

    refused = [reason(caller.ask("GET messages/0")) for _ in range(2)]
    caller.clock.advance(60)

    assert first == [404, 404]
    assert refused == [
        (403, "userRateLimitExceeded"),
        (429, "rateLimitExceeded"),
    ]
    assert caller.ask("GET messages/0").status == 404
    assert caller.gmail.quota.exceeded == 2


def test_all_mailboxes_can_be_counted_as_one():
    caller = Caller(units_per_minute=20, units_counted_together=True)
    caller.ask("GET messages/0")

    other = caller.ask("GET messages/0", mailbox="desk@msp.example")

    assert reason(other)[1] == "userRateLimitExceeded"


def test_a_push_carries_a_hint_and_a_token_that_google_signed():
    caller = pushing()
    caller.watch()

    (delivery,) = caller.gmail.deliveries()

    token = delivery.headers["Authorization"].removeprefix("Bearer ")
    key = keys.private_key(keys.GOOGLE).public_key()
    claims = jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=PushOptions.audience,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["email"] == PushOptions.service_account
    assert notified(delivery) == {
        "emailAddress": ALEX,
        "historyId": caller.history_id(),
    }


def test_more_than_one_push_a_second_is_dropped():
    caller = pushing()
    caller.watch()

    caller.deliver(1)
    caller.clock.advance(1)
    caller.deliver(2)

    assert len(caller.gmail.deliveries()) == 2
    assert caller.gmail.pushes.counts["over rate"] == 1


@pytest.mark.parametrize(("fault", "sent"), [("duplicate", 2), ("drop", 0)])
def test_pushes_come_twice_or_not_at_all(fault, sent):
    caller = pushing(**{fault: 1.0})
    caller.watch()

    assert len(caller.gmail.deliveries()) == sent


def test_what_is_not_acknowledged_comes_again():
    caller = pushing()
    caller.watch()
    (delivery,) = caller.gmail.deliveries()

    caller.gmail.settle(delivery, 503)
    soon = caller.gmail.deliveries()
    caller.clock.advance(10)

    assert soon == []
    assert [one.body for one in caller.gmail.deliveries()] == [delivery.body]


def test_nobody_is_told_once_the_watch_has_expired():
    caller = pushing()
    caller.watch()
    caller.gmail.deliveries()
    caller.clock.advance(7 * 86_400)

    caller.deliver(1)

    assert caller.gmail.deliveries() == []


def test_the_certs_hold_the_key_of_pushes():
    answer = Caller().gmail.handle(Request("GET", "/certs"))

    assert json.loads(answer.body)["keys"] == [keys.jwk(keys.GOOGLE)]
    assert "max-age" in answer.headers["Cache-Control"]


def test_a_reader_may_not_ask_for_more_than_was_delegated():
    caller = Caller(delegated=(READ,))
    wanted = f"{READ} https://www.googleapis.com/auth/gmail.send"

    assert caller.sign_in(caller.assertion(scope=wanted)).status == 401
