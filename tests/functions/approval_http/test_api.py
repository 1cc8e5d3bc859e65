"""Requests from another system: JSON with an access token of Entra ID."""

import json

import pytest

from sandbox.entra import DAEMON, FORGERIES
from sandbox.entra.forgeries import draft

from .counter import ASK, ASKER, CHIEF, L1, REQUESTER, Counter, text_of

BODY = {**ASK, "contract": "301"}


@pytest.fixture
def counter(monkeypatch):
    made = Counter(monkeypatch)
    made.engine.sync()
    return made


@pytest.fixture
def token(counter):
    return counter.tenant.access_token(oid=ASKER)


def post(counter, token, body=BODY, **headers):
    given = {
        "authorization": f"Bearer {token}",
        "content_type": "application/json",
        **headers,
    }
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = counter.anonymous().send("POST", "/api/concessions", data, **given)
    assert answer.header("Content-Type").startswith("application/json")
    return answer.status, json.loads(answer.body)


def test_a_request_is_made_and_told_in_full(counter, token):
    status, told = post(counter, token)

    request = counter.request()
    assert status == 201
    assert told["id"] == request.id
    assert (told["revision"], told["status"]) == (1, "pending")
    assert told["requirement"]["levels"] == ["L1"]
    assert told["assessment"]["terms_hash"] == request.chash
    assert request.origin == "api"
    assert request.requester.oid == ASKER
    assert request.requester.agent_id == "5"


def test_numbers_keep_the_digits_they_were_sent_with(counter, token):
    body = json.dumps({**BODY, "give_back_value": 0}).replace(
        '"discount_percent": "5"', '"discount_percent": 5.10'
    )

    status, _ = post(counter, token, body.encode())

    assert status == 201
    assert counter.request().terms.discount_bps == 510


def test_the_same_key_again_is_the_same_request(counter, token):
    first = post(counter, token, idempotency_key="order-7")
    second = post(counter, token, idempotency_key="order-7")
    other = post(counter, token, idempotency_key="order-8")

    assert first == second
    assert other[1]["id"] != first[1]["id"]


def test_the_same_key_with_other_terms_is_a_conflict(counter, token):
    post(counter, token, idempotency_key="order-7")

    status, told = post(
        counter, token, {**BODY, "discount_percent": "6"}, idempotency_key="order-7"
    )

    assert status == 409
    assert "with other terms" in told["detail"]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic YTpi", "bearer x", "Bearer a.b.c", "Token x"],
)
def test_without_a_token_nothing_is_told(counter, header):
    answer = counter.anonymous().send(
        "POST", "/api/concessions", json.dumps(BODY).encode(), authorization=header
    )

    assert answer.status == 401
    assert answer.header("WWW-Authenticate") == "Bearer"
    assert json.loads(answer.body) == {
        "status": 401,
        "detail": "a valid access token is needed",
    }


# A nonce is no matter of access tokens, nor are roles of whether one is valid.
@pytest.mark.parametrize(
    "name", sorted({*FORGERIES} - {"missing_nonce", "missing_roles", "wrong_nonce"})
)
def test_a_forged_token_is_refused(counter, name):
    entra = counter.tenant.entra
    claims = {**entra.access_claims("ada@msp.example"), "oid": ASKER}
    forged = FORGERIES[name](draft(entra.tenant, claims), entra.tenant)

    assert post(counter, forged.token())[0] == 401


def test_a_token_for_signing_in_is_no_token_for_the_api(counter):
    entra = counter.tenant.entra
    token = entra.mint(entra.id_claims("ada@msp.example", nonce="n"))

    assert post(counter, token)[0] == 401


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"roles": [REQUESTER]}, 201),
        ({"roles": [L1]}, 403),
        ({"roles": []}, 403),
        ({"acct": 1}, 403),
    ],
)
def test_asking_needs_the_requesters_role(counter, claims, status):
    token = counter.tenant.access_token(oid=ASKER, **claims)

    assert post(counter, token)[0] == status


def test_ap14_a_service_principal_may_ask_and_never_decides(counter):
    token = counter.tenant.app_token(DAEMON, roles=[REQUESTER])

    status, _ = post(counter, token)

    assert status == 201
    oid = counter.request().requester.oid
    browser = counter.sign_in(oid, L1, application=True)
    link = (
        "/api"
        + counter.links.link(
            counter.request(), counter.request().asks[0].model_copy(update={"oid": oid})
        ).partition("/api")[2]
    )
    assert browser.follow(link).status == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"kind": "discount", "kind": "other"}',
        b'{"contract": null}',
        b'{"contract": {"id": "301"}}',
        b'{"discount_percent": NaN}',
        b'{"discount_percent": Infinity}',
        b"[" * 30_000,
        b'{"a": "' + b"x" * 70_000 + b'"}',
        b"\xff\xfe",
        json.dumps(dict.fromkeys(map(str, range(61)), "x")).encode(),
    ],
    ids=lambda body: body[:24],
)
def test_what_is_no_plain_object_is_refused(counter, token, body):
    before = counter.writes()

    status, told = post(counter, token, body)

    assert status == 422
    assert told["detail"]
    assert counter.writes() == before


def test_a_form_is_not_taken(counter, token):
    kind = "application/x-www-form-urlencoded"

    assert post(counter, token, content_type=kind)[0] == 422


def test_all_that_is_wrong_is_told_by_field(counter, token):
    status, told = post(
        counter, token, {**BODY, "kind": "gift", "reason": "", "colour": "red"}
    )

    assert status == 422
    assert {"kind", "reason", "colour"} <= told["problems"].keys()


def test_an_expiry_that_is_over_is_refused_by_name(counter, token):
    status, told = post(counter, token, {**BODY, "expires_on": "2026-11-30"})

    assert status == 422
    assert told["detail"].startswith("expires_at")


@pytest.mark.parametrize("contract", ["999", "", "301/../302", "a" * 300, "\u0000"])
def test_an_unknown_contract_is_not_found(counter, token, contract):
    status, _ = post(counter, token, {**BODY, "contract": contract})

    assert status in {404, 422}


def test_when_keys_can_not_be_had_the_sender_is_told_to_come_again(counter, token):
    counter.tenant.entra.faults.add("jwks_down")

    status, told = post(counter, token)

    assert status == 503
    assert told["detail"] == "tokens can't be checked now"


def test_a_sessions_cookie_is_no_way_into_the_api(counter):
    browser = counter.sign_in(CHIEF, REQUESTER)

    answer = browser.send(
        "POST",
        "/api/concessions",
        json.dumps(BODY).encode(),
        content_type="application/json",
    )

    assert answer.status == 401
    assert "contract" not in text_of(answer)
