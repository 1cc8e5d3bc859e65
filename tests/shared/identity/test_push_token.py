"""Forged pushes: whatever is not exactly Google's token for us is refused."""

import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from sandbox.gmail import keys
from shared.domain.errors import SourceUnavailable
from shared.identity.keys import PAUSE, IssuerKeys
from shared.identity.push_token import ISSUERS, PushVerifier
from shared.settings import PushSettings

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
AUDIENCE = "https://engine.example/api/gmail/push"
ACCOUNT = "push@project.iam.gserviceaccount.com"
EXPECTED = PushSettings(
    audience=AUDIENCE, service_account=ACCOUNT, certs_url="https://certs.example"
)
CERTS = json.dumps({"keys": [keys.jwk(keys.GOOGLE)]}).encode()


class Google:
    """Where the keys come from; counts how often it is asked."""

    def __init__(self, answer=CERTS):
        self.answer = answer
        self.asked = 0
        self.now = NOW

    def fetch(self):
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def clock(self):
        return self.now

    def later(self, **time):
        self.now += timedelta(**time)

    def verifier(self, expected=EXPECTED):
        cache = IssuerKeys(
            self.fetch,
            issuers=ISSUERS,
            clock=self.clock,
            pause_without_keys=PAUSE,
        )
        return PushVerifier(expected, cache, clock=self.clock)


def claims(**over):
    now = int(NOW.timestamp())
    values = {
        "aud": AUDIENCE,
        "email": ACCOUNT,
        "email_verified": True,
        "exp": now + 3600,
        "iat": now,
        "iss": "https://accounts.google.com",
        "sub": "1",
    }
    merged = {**values, **over}
    return {name: value for name, value in merged.items() if value is not None}


def bearer(kid=keys.GOOGLE, **over):
    return f"Bearer {keys.signed(kid, claims(**over))}"


@pytest.mark.parametrize(
    "issuer", ["https://accounts.google.com", "accounts.google.com"]
)
def test_googles_own_token_for_us_is_believed(issuer):
    assert Google().verifier().allowed(bearer(iss=issuer))


@pytest.mark.parametrize(
    "over",
    [
        {"aud": "https://other.example/api/gmail/push"},
        {"aud": AUDIENCE + "/"},
        {"aud": None},
        {"email": "other@project.iam.gserviceaccount.com"},
        {"email": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": int(NOW.timestamp()) - 11},
        {"exp": None},
        {"exp": "soon"},
        {"iat": int(NOW.timestamp()) + 60},
    ],
)
def test_a_token_that_differs_in_one_claim_is_refused(over):
    assert not Google().verifier().allowed(bearer(**over))


def test_a_token_may_be_nearly_an_hour_old_and_no_older():
    google = Google()
    verifier, header = google.verifier(), bearer()

    google.later(minutes=59)
    assert verifier.allowed(header)
    google.later(minutes=2)
    assert not verifier.allowed(header)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer a.b.c",
        "Basic dXNlcjpwYXNz",
        "Bearer " + "a" * 20_000,
    ],
)
def test_what_is_no_token_is_refused_without_asking_google(header):
    google = Google()

    assert not google.verifier().allowed(header)
    assert google.asked == 0


def test_an_unsigned_token_is_refused():
    token = jwt.encode(claims(), "", algorithm="none", headers={"kid": keys.GOOGLE})

    assert not Google().verifier().allowed(f"Bearer {token}")


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused():
    secret = keys.jwk(keys.GOOGLE)["n"]
    headers = {"kid": keys.GOOGLE}
    token = jwt.encode(claims(), secret, algorithm="HS256", headers=headers)

    assert not Google().verifier().allowed(f"Bearer {token}")


def test_a_token_of_another_key_under_googles_id_is_refused():
    private = keys.private_key("mallory")
    headers = {"kid": keys.GOOGLE}
    token = jwt.encode(claims(), private, algorithm="RS256", headers=headers)

    assert not Google().verifier().allowed(f"Bearer {token}")


def test_an_unknown_key_is_refused():
    assert not Google().verifier().allowed(bearer(kid="unknown"))


def test_a_verifier_without_expectations_believes_nobody():
    empty = PushSettings(certs_url="https://certs.example")

    assert not Google().verifier(empty).allowed(bearer())


def test_keys_are_fetched_once_for_many_pushes():
    google = Google()
    verifier = google.verifier()

    assert all(verifier.allowed(bearer()) for _ in range(50))
    assert google.asked == 1


def test_a_flood_of_unknown_keys_fetches_once_in_five_minutes():
    google = Google()
    verifier = google.verifier()
    for second in range(1200):
        verifier.allowed(bearer(kid=f"unknown{second % 3}"))
        google.later(seconds=1)

    assert google.asked == 1200 // 300


def test_a_new_key_is_found_after_the_pause():
    google = Google()
    verifier = google.verifier()
    assert verifier.allowed(bearer())
    rows = [keys.jwk("google-2"), keys.jwk(keys.GOOGLE)]
    google.answer = json.dumps({"keys": rows}).encode()
    google.later(minutes=5)

    assert verifier.allowed(bearer(kid="google-2"))


@pytest.mark.parametrize(
    "answer",
    [
        SourceUnavailable("down"),
        b"<html>",
        b"{}",
        b'{"keys": []}',
        b'{"keys": [{"kid": "x", "kty": "?"}]}',
    ],
)
def test_the_last_known_good_keys_outlive_an_outage(answer):
    google = Google()
    verifier = google.verifier()
    assert verifier.allowed(bearer())
    google.answer = answer
    google.later(minutes=50)
    google.later(hours=7)
    fresh = {
        "iat": int(google.now.timestamp()),
        "exp": int(google.now.timestamp()) + 60,
    }

    assert verifier.allowed(bearer(**fresh))
    assert google.asked == 2


def test_without_any_keys_it_cant_be_told():
    """Pub/Sub shall send it again."""
    with pytest.raises(SourceUnavailable):
        Google(SourceUnavailable("down")).verifier().allowed(bearer())
