"""Each forged token differs from the real one in what its name says."""

import base64
import hmac
import json

import jwt
import pytest

from sandbox.entra import CLIENT, FORGERIES, TENANT, TROUBLES, strange_key
from tests.sandbox.entra.callers import NOW, Caller, an_entra, decoded

FIXED = int(NOW.timestamp())


def forged(name):
    caller = Caller(an_entra())
    caller.entra.faults.add(name, 1)
    return caller, caller.id_token()


def fits(caller, token, key=None):
    """Tell whether our key's signature stands under the token, whatever it says."""
    signed, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    public = (key or caller.entra.keys.current).private.public_key()
    algorithm = jwt.get_algorithm_by_name("RS256")
    return algorithm.verify(signed.encode(), public, raw)


def test_without_a_fault_the_signature_is_ours():
    caller = Caller(an_entra())

    assert fits(caller, caller.id_token())


CHANGED_CLAIMS = [
    ("expired", lambda c: c["exp"] < FIXED),
    ("not_yet_valid", lambda c: c["nbf"] > FIXED),
    ("wrong_nonce", lambda c: c["nonce"] not in {"", "a-nonce"}),
    ("missing_nonce", lambda c: "nonce" not in c),
    ("wrong_audience", lambda c: c["aud"] != CLIENT),
    ("wrong_issuer", lambda c: TENANT not in c["iss"]),
    ("wrong_tenant", lambda c: c["tid"] != TENANT and c["tid"] in c["iss"]),
    ("wrong_tid", lambda c: c["tid"] != TENANT and TENANT in c["iss"]),
    ("version_1", lambda c: c["ver"] == "1.0" and "sts.windows.net" in c["iss"]),
    ("missing_roles", lambda c: "roles" not in c),
]
CHANGED_HEADERS = [
    ("unknown_kid", lambda h: h["kid"] != "" and len(h["kid"]) == 27),
    ("no_kid", lambda h: "kid" not in h),
    ("unknown_crit", lambda h: all(name in h for name in h["crit"])),
]


@pytest.mark.parametrize(("name", "differs"), CHANGED_CLAIMS)
def test_a_wrong_claim_is_signed_by_our_key(name, differs):
    caller, token = forged(name)

    assert differs(decoded(token)[1])
    assert not differs(caller.claims())
    assert fits(caller, token)


@pytest.mark.parametrize(("name", "differs"), CHANGED_HEADERS)
def test_a_wrong_header_is_signed_by_our_key(name, differs):
    caller, token = forged(name)

    assert differs(decoded(token)[0])
    assert fits(caller, token)


def test_an_unknown_key_id_is_not_published():
    caller, token = forged("unknown_kid")

    assert decoded(token)[0]["kid"] not in {key["kid"] for key in caller.published()}


def test_a_token_can_be_unsigned():
    _, token = forged("alg_none")

    assert decoded(token)[0]["alg"] == "none"
    assert token.endswith(".")


def test_a_token_can_be_signed_with_the_public_key_as_a_secret():
    caller, token = forged("hs256_public_key")

    signed, _, signature = token.rpartition(".")
    secret = caller.entra.keys.current.public_pem
    mac = base64.urlsafe_b64encode(hmac.digest(secret, signed.encode(), "sha256"))
    assert decoded(token)[0]["alg"] == "HS256"
    assert signature == mac.decode().rstrip("=")


def test_claims_can_be_changed_after_signing():
    caller, token = forged("tampered")

    assert "Renewals.Approver.L2" in decoded(token)[1]["roles"]
    assert not fits(caller, token)


@pytest.mark.parametrize("name", ["strange_key", "jku_header", "jwk_header"])
def test_a_token_can_be_signed_by_an_unpublished_key(name):
    caller, token = forged(name)

    assert not fits(caller, token)
    assert fits(caller, token, strange_key())


def test_a_stranger_can_claim_our_key_id():
    caller, token = forged("strange_key")

    assert decoded(token)[0]["kid"] == caller.entra.keys.current.kid


def test_a_header_can_bring_the_strangers_key():
    header = decoded(forged("jwk_header")[1])[0]

    assert header["jwk"]["kid"] == header["kid"] == strange_key().kid


def test_a_header_can_point_to_the_strangers_keys():
    caller, token = forged("jku_header")

    header = decoded(token)[0]
    (key,) = caller.admin("GET", "/strange_keys").json()["keys"]
    assert header["jku"] == "https://entra.invalid/sandbox/strange_keys"
    assert key["kid"] == header["kid"] == strange_key().kid


def test_every_forgery_is_shown_here():
    shown = {name for name, _ in (*CHANGED_CLAIMS, *CHANGED_HEADERS)} | {
        *("alg_none", "hs256_public_key", "tampered"),
        *("strange_key", "jku_header", "jwk_header"),
    }

    assert shown == set(FORGERIES)


def test_a_fault_strikes_as_often_as_told_and_until_cleared(caller):
    caller.entra.faults.add("no_kid", 1)
    once = ["kid" in decoded(caller.id_token())[0] for _ in range(2)]
    caller.entra.faults.add("no_kid")
    always = ["kid" in decoded(caller.id_token())[0] for _ in range(2)]
    caller.entra.faults.clear()

    assert once == [False, True]
    assert always == [False, False]
    assert "kid" in decoded(caller.id_token())[0]


def test_an_unknown_fault_is_refused(caller):
    with pytest.raises(ValueError, match="unknown fault 'expierd'"):
        caller.entra.faults.add("expierd")


@pytest.mark.parametrize("name", sorted({*FORGERIES, *TROUBLES}))
def test_a_fault_has_a_single_name(name):
    assert (name in FORGERIES) != (name in TROUBLES)


def test_any_claims_can_be_minted(caller):
    token = caller.entra.mint({"aud": "x", "n": 1})

    header, claims = decoded(token)
    assert claims == {"aud": "x", "n": 1}
    assert header == {
        "typ": "JWT",
        "alg": "RS256",
        "kid": caller.entra.keys.current.kid,
    }
    assert fits(caller, token)


def test_a_minted_header_can_lack_and_gain_members(caller):
    token = caller.entra.mint({}, header={"kid": None, "typ": None, "x": 1})

    assert decoded(token)[0] == {"alg": "RS256", "x": 1}


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "PS512"])
def test_a_minted_token_is_signed_as_its_header_says(caller, algorithm):
    token = caller.entra.mint({}, header={"alg": algorithm})

    public = caller.entra.keys.current.private.public_key()
    assert jwt.decode(token, public, [algorithm]) == {}


def test_a_minted_secret_can_be_any_bytes(caller):
    token = caller.entra.mint({}, header={"alg": "HS512"}, key=b"s" * 64)

    assert jwt.decode(token, b"s" * 64, ["HS512"]) == {}


@pytest.mark.parametrize("algorithm", ["ES256", "RS999", "", "rs256"])
def test_an_algorithm_that_is_not_known_signs_as_rs256(caller, algorithm):
    token = caller.entra.mint({}, header={"alg": algorithm})

    assert decoded(token)[0]["alg"] == algorithm
    assert fits(caller, token)


def test_a_secret_can_hide_behind_another_algorithm(caller):
    token = caller.entra.mint({}, key=b"s" * 32)

    signed, _, signature = token.rpartition(".")
    mac = hmac.digest(b"s" * 32, signed.encode(), "sha256")
    assert decoded(token)[0]["alg"] == "RS256"
    assert signature == base64.urlsafe_b64encode(mac).decode().rstrip("=")


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE"])
def test_an_unsigned_token_is_minted_in_any_spelling(caller, algorithm):
    assert caller.entra.mint({}, header={"alg": algorithm}).endswith(".")


def test_valid_claims_are_given_to_start_from(caller):
    entra = caller.entra
    started = entra.id_claims("ben@msp.example", nonce="a-nonce", auth_time=FIXED)

    real = caller.claims()
    varying = {"rh", "sid", "uti"}
    assert {k: v for k, v in started.items() if k not in varying} == {
        k: v for k, v in real.items() if k not in varying
    }
    assert (
        json.dumps(entra.access_claims("ben@msp.example")["scp"]) == '"access_as_user"'
    )
