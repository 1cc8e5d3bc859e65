"""`POST /api/webhooks/halopsa/{random}`: checked, queued, answered."""

import base64
import json

import pytest

from functions.sync_halopsa.webhook import halopsa_webhook
from shared import bootstrap
from shared.domain.errors import SourceUnavailable
from shared.services import receive_webhook
from tests.functions.callers import a_request
from tests.shared.services.engine import Engine
from tests.shared.test_settings import GOOD

SETTINGS = {
    **GOOD,
    "HALOPSA_WEBHOOK_USER": "halo",
    "HALOPSA_WEBHOOK_SECRETS": "new,old",
    "HALOPSA_WEBHOOK_PATH": "r4nd0m",
}
UPDATED = {"event": "Ticket Updated", "object_id": 4001, "id": "d-1"}


def basic(secret, user="halo"):
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


@pytest.fixture
def engine(monkeypatch):
    found = Engine()
    monkeypatch.setattr(bootstrap, "app", lambda: found.app)
    for name, text in SETTINGS.items():
        monkeypatch.setenv(name, text)
    bootstrap.settings.cache_clear()
    yield found
    bootstrap.settings.cache_clear()


def post(body, *, secret="new", random="r4nd0m", headers=None):
    request = a_request(
        "POST",
        f"/api/webhooks/halopsa/{random}",
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers={"Authorization": basic(secret)} if headers is None else headers,
        random=random,
    )
    return halopsa_webhook(request)


def queued(engine):
    bodies = engine.queues.bodies(receive_webhook.QUEUE)
    return [json.loads(body)["ticket_id"] for body in bodies]


@pytest.mark.parametrize("secret", ["new", "old"])
def test_a_delivery_is_queued_under_either_secret(engine, secret):
    answer = post(UPDATED, secret=secret)

    assert (answer.status_code, answer.get_body()) == (202, b"")
    assert queued(engine) == ["4001"]


def test_a_batch_of_deliveries_is_queued_ticket_by_ticket(engine):
    other = {**UPDATED, "object_id": 4002, "id": "d-2"}

    answer = post([UPDATED, other, UPDATED])

    assert answer.status_code == 202
    assert queued(engine) == ["4001", "4002"]


@pytest.mark.parametrize(
    ("secret", "random", "headers"),
    [
        ("other", "r4nd0m", None),
        ("new", "guess", None),
        ("new", "r4nd0m", {}),
        ("new", "r4nd0m", {"Authorization": "Bearer new"}),
    ],
)
def test_who_does_not_know_both_secret_and_path_is_refused(
    engine, secret, random, headers
):
    """F41: without a word why, and nothing is read."""
    answer = post(UPDATED, secret=secret, random=random, headers=headers)

    assert (answer.status_code, answer.get_body()) == (401, b"")
    assert queued(engine) == []
    assert engine.halo.ledger.told()["total"] == 0


def test_a_refused_body_is_not_even_read(engine):
    assert post(b"no json", secret="other").status_code == 401
    assert queued(engine) == []


@pytest.mark.parametrize(
    "body", [b"", b"no json", b'"text"', b"[1]", b'{"a": NaN}', b'{"a":1,"a":2}']
)
def test_a_body_that_is_none_is_a_bad_request(engine, body):
    answer = post(body)

    assert answer.status_code == 400
    assert queued(engine) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"event": "Ticket Updated"},
        {"event": "Contract Updated", "object_id": 301},
        {"event": "Something New", "object_id": 5},
    ],
)
def test_a_delivery_about_no_ticket_is_taken_and_left(engine, body):
    """HaloPSA switches a webhook off whose deliveries are refused."""
    assert post(body).status_code == 202
    assert queued(engine) == []


def test_the_same_delivery_again_is_taken_and_queued_once(engine):
    assert [post(UPDATED).status_code for _ in range(3)] == [202, 202, 202]
    assert queued(engine) == ["4001"]


class Down:
    def send(self, *_, **__):
        raise SourceUnavailable("queues are down")


def test_what_cannot_be_queued_is_not_taken(engine):
    """The sender shall try again."""
    engine.app = engine.process(messages=Down())

    assert post(UPDATED).status_code == 503


def test_without_configured_secrets_nobody_is_let_in(engine, monkeypatch):
    for name in ("USER", "SECRETS"):
        monkeypatch.delenv(f"HALOPSA_WEBHOOK_{name}")
    bootstrap.settings.cache_clear()

    assert post(UPDATED).status_code == 401
    assert queued(engine) == []
