"""`POST /api/gmail/push`: verified, checked, queued once, answered."""

import json

import pytest

from functions.gmail_watch.push import gmail_push
from sandbox.gmail import keys
from shared import bootstrap
from shared.domain.errors import SourceUnavailable
from shared.identity.keys import IssuerKeys
from shared.identity.push_token import ISSUERS, PushVerifier
from shared.services.mail import read_mailbox
from tests.functions.callers import a_request
from tests.shared.services.mail.office import ALEX, Office
from tests.shared.test_settings import GOOD, MAIL


@pytest.fixture
def office(monkeypatch):
    found = Office()
    found.app.mail.gmail.watch(ALEX)
    certs = json.dumps({"keys": [keys.jwk(keys.GOOGLE)]}).encode()
    for name, text in {**GOOD, **MAIL}.items():
        monkeypatch.setenv(name, text)
    bootstrap.settings.cache_clear()
    cache = IssuerKeys(lambda: certs, issuers=ISSUERS, clock=found.clock.now)
    expected = bootstrap.settings().gmail.push
    verifier = PushVerifier(expected, cache, clock=found.clock.now)
    monkeypatch.setattr(bootstrap, "app", lambda: found.app)
    monkeypatch.setattr(bootstrap, "push_verifier", lambda: verifier)
    yield found
    bootstrap.settings.cache_clear()


def push(office, *, body=None, **over):
    """Post the first push that is due, or another body under its token."""
    (delivery,) = office.gmail.deliveries()
    token = keys.signed(keys.GOOGLE, office.gmail.pushes.claims(**over))
    request = a_request(
        "POST",
        "/api/gmail/push",
        body=delivery.body if body is None else body,
        headers={"Authorization": f"Bearer {token}"},
    )
    return gmail_push(request)


def queued(office):
    return [
        json.loads(body)["mailbox"] for body in office.queues.bodies(read_mailbox.QUEUE)
    ]


def test_a_push_is_acknowledged_once_its_mailbox_is_queued(office):
    answer = push(office)

    assert (answer.status_code, answer.get_body()) == (204, b"")
    assert queued(office) == [ALEX]


def test_the_same_push_again_is_acknowledged_and_left(office):
    (delivery,) = office.gmail.deliveries()
    request = a_request(
        "POST", "/api/gmail/push", body=delivery.body, headers=delivery.headers
    )

    assert [gmail_push(request).status_code for _ in range(3)] == [204, 204, 204]
    assert queued(office) == [ALEX]


@pytest.mark.parametrize(
    "over",
    [
        {"aud": "https://other.example"},
        {"email": "other@project.iam.gserviceaccount.com"},
        {"email_verified": False},
        {"exp": 1},
    ],
)
def test_a_forged_push_is_refused_without_a_word_and_not_read(office, over):
    answer = push(office, body=b"no json", **over)

    assert (answer.status_code, answer.get_body()) == (401, b"")
    assert queued(office) == []


def test_a_push_without_a_token_is_refused(office):
    request = a_request("POST", "/api/gmail/push", body=b"{}")

    assert gmail_push(request).status_code == 401
    assert queued(office) == []


def test_a_push_of_another_subscription_is_refused(office):
    body = json.dumps({"subscription": "projects/x/subscriptions/y"}).encode()

    assert push(office, body=body).status_code == 403


def test_a_push_that_is_none_is_a_bad_request(office):
    assert push(office, body=b"no json").status_code == 400


def test_a_push_about_an_unknown_mailbox_is_acknowledged(office):
    """Anything else would come again for seven days."""
    office.app = office.process(mail=None)

    assert push(office).status_code == 204
    assert queued(office) == []


class Down:
    def send(self, *_, **__):
        raise SourceUnavailable("queues are down")


def test_what_cannot_be_queued_is_not_acknowledged(office):
    office.app = office.process(messages=Down(), mail=office.app.mail)

    assert push(office).status_code == 503


def test_where_no_push_is_set_up_nobody_is_let_in(monkeypatch):
    for name, text in GOOD.items():
        monkeypatch.setenv(name, text)
    bootstrap.settings.cache_clear()
    bootstrap.push_verifier.cache_clear()
    request = a_request(
        "POST", "/api/gmail/push", body=b"{}", headers={"Authorization": "Bearer a.b.c"}
    )

    assert gmail_push(request).status_code == 401
    bootstrap.settings.cache_clear()
    bootstrap.push_verifier.cache_clear()
