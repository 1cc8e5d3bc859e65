"""Discovery and keys, and how keys roll."""

import base64
import hashlib

import jwt
import pytest

from sandbox.entra import CLIENT, TENANT, Request
from sandbox.entra.keys import signing_key
from tests.sandbox.entra.callers import Caller, an_entra, decoded


def verified(caller, token):
    """Return the claims if a published key signed the token, as PyJWT sees it."""
    keys = {key["kid"]: jwt.PyJWK(key, "RS256") for key in caller.published()}
    kid = decoded(token)[0]["kid"]
    # The tokens are of another day than PyJWT's clock.
    return jwt.decode(
        token,
        keys[kid],
        ["RS256"],
        audience=CLIENT,
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )


def test_the_configuration_names_addresses_below_the_tenant(caller):
    told = caller.get("/v2.0/.well-known/openid-configuration").json()

    at = f"https://entra.invalid/{TENANT}"
    assert told["issuer"] == f"{at}/v2.0"
    assert told["authorization_endpoint"] == f"{at}/oauth2/v2.0/authorize"
    assert told["token_endpoint"] == f"{at}/oauth2/v2.0/token"
    assert told["jwks_uri"] == f"{at}/discovery/v2.0/keys"
    assert told["end_session_endpoint"] == f"{at}/oauth2/v2.0/logout"


def test_another_tenant_is_unknown(caller):
    path = "/b2f6f0c4-31c5-47b5-9a53-0c3f51d7c9de/v2.0/.well-known/openid-configuration"

    answer = caller.entra.handle(Request("GET", path))

    assert answer.status == 400
    assert answer.json()["error"] == "invalid_tenant"


def test_an_address_that_does_not_exist_is_404(caller):
    assert caller.get("/oauth2/token").status == 404


def test_a_key_has_no_algorithm_and_names_its_issuer(caller):
    (key,) = caller.published()

    assert key.keys() == {"kty", "use", "kid", "x5t", "n", "e", "x5c", "issuer"}
    assert key["issuer"] == f"{caller.entra.authority}/v2.0"


def test_a_key_is_named_by_the_thumbprint_of_its_certificate(caller):
    (key,) = caller.published()

    digest = hashlib.sha1(base64.b64decode(key["x5c"][0])).digest()
    assert key["kid"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")


def test_a_key_may_leave_its_tenant_open():
    caller = Caller(an_entra(key_issuer_is_template=True))

    assert caller.published()[0]["issuer"] == "https://entra.invalid/{tenantid}/v2.0"


def test_a_published_key_verifies_the_tokens(caller):
    assert verified(caller, caller.id_token())["name"] == "Ben Okafor"


def test_after_an_overlapping_roll_old_and_new_tokens_are_valid(caller):
    old = caller.id_token()
    caller.entra.keys.roll()
    new = caller.id_token()

    assert decoded(old)[0]["kid"] != decoded(new)[0]["kid"]
    assert verified(caller, old)
    assert verified(caller, new)


def test_a_retired_key_is_not_published(caller):
    old = caller.id_token()
    caller.entra.keys.roll()
    caller.entra.keys.retire()

    assert decoded(old)[0]["kid"] not in {key["kid"] for key in caller.published()}


def test_an_emergency_roll_leaves_no_old_key(caller):
    before = {key["kid"] for key in caller.published()}
    caller.entra.keys.roll(overlap=False)

    after = {key["kid"] for key in caller.published()}
    assert len(after) == 1
    assert before.isdisjoint(after)


def test_the_key_that_signs_is_not_the_first_of_several(caller):
    caller.entra.keys.roll()

    assert decoded(caller.id_token())[0]["kid"] == caller.published()[-1]["kid"]


def test_a_key_can_roll_between_sign_in_and_token(caller):
    known = {key["kid"] for key in caller.published()}
    caller.entra.faults.add("roll_before_signing", 1)

    token = caller.id_token()

    published = {key["kid"] for key in caller.published()}
    assert published == {decoded(token)[0]["kid"]}
    assert published.isdisjoint(known)
    assert verified(caller, token)


def test_a_key_can_be_gone_when_its_token_arrives(caller):
    caller.entra.faults.add("roll_after_signing", 1)

    token = caller.id_token()

    assert decoded(token)[0]["kid"] not in {key["kid"] for key in caller.published()}


def test_keys_can_be_ascribed_to_another_tenant(caller):
    caller.entra.faults.add("key_issuer_mismatch", 1)

    wrong, right = caller.published()[0]["issuer"], caller.published()[0]["issuer"]

    assert TENANT not in wrong
    assert TENANT in right


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        ("discovery_down", "/v2.0/.well-known/openid-configuration"),
        ("jwks_down", "/discovery/v2.0/keys"),
    ],
)
def test_a_document_can_be_down_for_a_while(caller, fault, path):
    caller.entra.faults.add(fault, 2)

    assert [caller.get(path).status for _ in range(3)] == [503, 503, 200]


def test_the_token_endpoint_can_be_down(caller):
    code = caller.code()
    caller.entra.faults.add("token_down", 1)

    assert [caller.redeem(code).status for _ in range(2)] == [503, 200]


def test_tenants_share_keys_as_the_real_service_does():
    ours, theirs = (
        Caller(an_entra()),
        an_entra(tenant_id="b2f6f0c4-31c5-47b5-9a53-0c3f51d7c9de"),
    )

    assert theirs.keys.current is ours.entra.keys.current is signing_key(1)
