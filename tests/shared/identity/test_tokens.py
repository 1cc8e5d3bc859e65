"""Tokens of Entra ID: each rule has what it lets in and what it keeps out."""

import json
import traceback

import pytest

from sandbox.entra import CLIENT, DAEMON, TENANT, strange_key
from shared.domain.errors import SourceUnavailable
from shared.domain.person import Person
from shared.identity.tokens import EntraTokens, TokenRefused, issuer_of
from shared.settings import EntraSettings

from .issuer import NONCE, NOW, SECONDS, SETTINGS, Issuer
from .link_vectors import b64

PARTNER = "b2f6f0c4-31c5-47b5-9a53-0c3f51d7c9de"
OID = "0abfcf2f-b891-50af-984e-c0af73cd504a"


@pytest.fixture
def issuer():
    return Issuer()


def signed_in(issuer, token, nonce=NONCE):
    return issuer.tokens.read_id_token(token, nonce=nonce)


def refusal(issuer, token, *, nonce=NONCE):
    """Give why an ID token is refused."""
    with pytest.raises(TokenRefused) as refused:
        issuer.tokens.read_id_token(token, nonce=nonce)
    return refused.value.reason


def api_refusal(issuer, token):
    """Give why an access token is refused."""
    with pytest.raises(TokenRefused) as refused:
        issuer.tokens.read_access_token(token)
    return refused.value.reason


def test_an_id_token_tells_who_signs_in(issuer):
    assert signed_in(issuer, issuer.id_token()) == Person(
        tid=TENANT,
        oid=OID,
        name="Ben Okafor",
        roles=frozenset({"Renewals.Approver.L1"}),
        auth_at=NOW,
        amr=("pwd", "mfa"),
    )


def test_an_access_token_tells_who_calls(issuer):
    person = issuer.tokens.read_access_token(issuer.access_token())

    assert (person.oid, person.application) == (OID, False)
    assert person.roles == {"Renewals.Approver.L1"}


def test_ap14_the_access_token_of_a_service_principal_is_an_applications(issuer):
    person = issuer.tokens.read_access_token(issuer.app_token(DAEMON))

    assert person.application
    assert person.roles == {"Renewals.Approver.L1"}


def test_the_issuer_is_the_tenants_own():
    settings = EntraSettings(tenant_id=TENANT)

    assert issuer_of(settings) == f"https://login.microsoftonline.com/{TENANT}/v2.0"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": f"https://entra.invalid/{TENANT}/"}, "InvalidIssuerError"),
        ({"iss": f"https://entra.invalid/{TENANT}/v2.0/"}, "InvalidIssuerError"),
        ({"iss": f"https://entra.invalid/{PARTNER}/v2.0"}, "InvalidIssuerError"),
        ({"iss": f"https://sts.windows.net/{TENANT}/"}, "InvalidIssuerError"),
        ({"iss": "https://entra.invalid"}, "InvalidIssuerError"),
        ({"iss": [f"https://entra.invalid/{TENANT}/v2.0"]}, "InvalidIssuerError"),
        ({"iss": None}, "MissingRequiredClaimError"),
        ({"tid": PARTNER}, "tenant"),
        ({"tid": TENANT.upper()}, "claims"),
        ({"tid": None}, "claims"),
        ({"aud": PARTNER}, "InvalidAudienceError"),
        ({"aud": f"api://{CLIENT}"}, "InvalidAudienceError"),
        ({"aud": [CLIENT]}, "InvalidAudienceError"),
        ({"aud": [CLIENT, PARTNER]}, "InvalidAudienceError"),
        ({"aud": ""}, "MissingRequiredClaimError"),
        ({"aud": None}, "MissingRequiredClaimError"),
        ({"ver": "1.0"}, "claims"),
        ({"ver": 2.0}, "claims"),
        ({"ver": None}, "claims"),
        ({"oid": None}, "claims"),
        ({"oid": ""}, "claims"),
        ({"oid": "ben@msp.example"}, "claims"),
        ({"oid": OID.upper()}, "claims"),
        ({"oid": OID + "\n"}, "claims"),
        ({"oid": "0" + OID}, "claims"),
        ({"oid": [OID]}, "claims"),
        ({"sub": None}, "claims"),
        ({"sub": ""}, "claims"),
        ({"sub": 7}, "InvalidSubjectError"),
        ({"exp": None}, "claims"),
        ({"exp": str(SECONDS + 60)}, "claims"),
        ({"exp": SECONDS + 60.0}, "claims"),
        ({"exp": True}, "claims"),
        ({"exp": 2**33}, "claims"),
        ({"nbf": None}, "claims"),
        ({"nbf": "now"}, "claims"),
        ({"nbf": -1}, "claims"),
        ({"iat": None}, "claims"),
        ({"iat": "now"}, "claims"),
        ({"auth_time": "now"}, "claims"),
        ({"roles": "Renewals.Approver.L2"}, "claims"),
        ({"roles": {"Renewals.Approver.L2": 1}}, "claims"),
        ({"roles": ["Renewals.Approver.L1", 2]}, "claims"),
        ({"name": 7}, "claims"),
        ({"acct": True}, "claims"),
        ({"amr": "pwd"}, "claims"),
        ({"acrs": {"c1": 1}}, "claims"),
        ({"idtyp": "device"}, "claims"),
        ({"nonce": 7}, "claims"),
    ],
)
def test_a_signed_token_with_another_claim_is_refused(issuer, claims, reason):
    assert refusal(issuer, issuer.id_token(**claims)) == reason
    assert api_refusal(issuer, issuer.access_token(**claims)) == reason


@pytest.mark.parametrize(
    ("claim", "seconds", "reason"),
    [
        ("exp", -59, None),
        ("exp", -60, "late"),
        ("exp", -3600, "late"),
        ("nbf", 60, None),
        ("nbf", 61, "early"),
        ("iat", 60, None),
        ("iat", 61, "early"),
        ("auth_time", 60, None),
        ("auth_time", 61, "early"),
    ],
)
def test_clocks_may_differ_by_a_minute_and_no_more(issuer, claim, seconds, reason):
    token = issuer.id_token(**{claim: SECONDS + seconds})

    if reason is None:
        assert signed_in(issuer, token).oid == OID
    else:
        assert refusal(issuer, token) == reason


def test_a_token_is_judged_by_the_clock_that_was_handed_in(issuer):
    token = issuer.id_token()
    issuer.clock.advance(hours=1, minutes=1)

    assert refusal(issuer, token) == "late"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"alg": "none"}, "form"),  # it comes without a signature
        ({"alg": "HS256"}, "header"),
        ({"alg": None}, "form"),
        ({"typ": None}, "header"),
        ({"typ": "at+jwt"}, "header"),
        ({"typ": "jwt"}, "header"),
        ({"jku": "https://evil.example/keys"}, "header"),
        ({"jwk": strange_key().jwk()}, "header"),
        ({"x5u": "https://evil.example/key"}, "header"),
        ({"x5c": ["MII"]}, "header"),
        ({"zip": "DEF"}, "header"),
        ({"b64": True}, "header"),
        ({"crit": ["exp"]}, "InvalidTokenError"),
        ({"crit": []}, "InvalidTokenError"),
        ({"kid": None}, "key"),
        ({"kid": ""}, "key"),
        ({"kid": "unknown"}, "key"),
        ({"kid": strange_key().kid}, "key"),
        ({"kid": 7}, "InvalidTokenError"),
        ({"kid": ["a"]}, "InvalidTokenError"),
        ({"kid": "../../dev/null"}, "key"),
    ],
)
def test_a_token_whose_header_brings_its_own_rules_is_refused(issuer, header, reason):
    assert refusal(issuer, issuer.id_token(header=header)) == reason
    assert api_refusal(issuer, issuer.access_token(header=header)) == reason


def test_a_header_may_name_its_key_by_thumbprint_too(issuer):
    header = {"x5t": issuer.entra.keys.current.kid}

    assert signed_in(issuer, issuer.id_token(header=header)).oid == OID


@pytest.mark.parametrize("alg", ["none", "NONE", "RS384", "PS256", "ES256", None, 7])
def test_a_good_signature_does_not_make_up_for_another_algorithm(issuer, alg):
    _, payload, signature = issuer.id_token().split(".")
    header = {"typ": "JWT", "kid": issuer.entra.keys.current.kid, "alg": alg}
    token = f"{b64(json.dumps(header).encode())}.{payload}.{signature}"

    assert refusal(issuer, token) == "header"


def test_a_key_that_the_tenant_does_not_publish_signs_nothing(issuer):
    token = issuer.id_token(key=strange_key())

    assert refusal(issuer, token) == "InvalidSignatureError"


def test_the_public_key_is_no_secret_to_sign_with(issuer):
    secret = issuer.entra.keys.current.public_pem

    assert refusal(issuer, issuer.id_token(header={"alg": "HS256"}, key=secret)) == (
        "header"
    )


@pytest.mark.parametrize("part", [0, 1, 2])
def test_no_part_of_a_token_can_be_swapped(issuer, part):
    token = issuer.id_token().split(".")
    other = issuer.id_token("chloe@msp.example", header={"x5t": "t"}).split(".")
    token[part] = other[part]

    assert refusal(issuer, ".".join(token)) == "InvalidSignatureError"


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "..",
        "a.b",
        "a.b.",
        "{}=",
        "{} ",
        "{}\n",
        "\n{}",
        "Bearer {}",
        "{}.x",
        "{}.",
        ".{}",
        "{}+",
        "{}/",
        "{}é",
        "{}\ud800",
    ],
)
def test_what_has_not_the_form_of_a_token_is_refused(issuer, frame):
    assert refusal(issuer, frame.format(issuer.id_token())) == "form"


def test_a_token_may_have_16384_characters(issuer):
    padding = "x" * 11_000
    token = issuer.id_token(padding=padding)
    while len(token) < 16_384:
        padding += "x"
        token = issuer.id_token(padding=padding)
    longer = issuer.id_token(padding=padding + "xx")

    assert len(token) == 16_384
    assert signed_in(issuer, token).oid == OID
    assert refusal(issuer, longer) == "form"


@pytest.mark.parametrize(
    "header",
    [b"[" * 6000, b"{}", b"[]", b"null", b"{", b"\xff", b'{"alg":1}', b"{1:2}"],
)
def test_a_header_that_is_none_is_refused(issuer, header):
    _, payload, signature = issuer.id_token().split(".")
    token = f"{b64(header)}.{payload}.{signature}"

    refused = {"DecodeError", "InvalidTokenError", "header", "claims"}
    assert refusal(issuer, token) in refused


@pytest.mark.parametrize("content", [[], "text", 7, None, {}])
def test_a_signed_payload_that_holds_no_claims_is_refused(issuer, content):
    token = issuer.entra.mint(content)

    assert refusal(issuer, token) in {"DecodeError", "MissingRequiredClaimError"}


def test_a_nonce_is_that_of_this_sign_in(issuer):
    assert refusal(issuer, issuer.id_token(nonce="other")) == "nonce"
    assert refusal(issuer, issuer.id_token(nonce="é")) == "nonce"
    assert refusal(issuer, issuer.id_token(nonce="\ud800")) == "nonce"
    assert refusal(issuer, issuer.id_token(), nonce="other") == "nonce"


@pytest.mark.parametrize("claim", [None, ""])
def test_a_token_without_a_nonce_signs_nobody_in(issuer, claim):
    assert refusal(issuer, issuer.id_token(nonce=claim)) == "nonce"
    assert refusal(issuer, issuer.id_token(nonce=claim), nonce="") == "nonce"


@pytest.mark.parametrize(
    "claims",
    [{"scp": "access_as_user"}, {"scp": ""}, {"idtyp": "app"}, {"idtyp": "user"}],
)
def test_what_an_id_token_never_has_makes_it_none(issuer, claims):
    assert refusal(issuer, issuer.id_token(**claims)) == "no ID token"


def test_an_access_token_signs_nobody_in(issuer):
    assert refusal(issuer, issuer.access_token()) == "no ID token"
    assert refusal(issuer, issuer.app_token(DAEMON)) == "no ID token"


def test_an_id_token_opens_no_api(issuer):
    assert api_refusal(issuer, issuer.id_token()) == "no access token"
    assert api_refusal(issuer, issuer.id_token(nonce=None)) == "no access token"
    assert api_refusal(issuer, issuer.id_token(nonce="")) == "no access token"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "n"},
        {"scp": None},
        {"scp": ""},
        {"idtyp": "app"},
        {"scp": None, "idtyp": "user"},
    ],
)
def test_a_persons_access_token_has_a_scope_and_no_nonce(issuer, claims):
    assert api_refusal(issuer, issuer.access_token(**claims)) == "no access token"


def test_a_persons_access_token_may_say_that_it_is_a_persons(issuer):
    person = issuer.tokens.read_access_token(issuer.access_token(idtyp="user"))

    assert not person.application


@pytest.mark.parametrize(
    "claims",
    [
        {"idtyp": None},
        {"idtyp": "user"},
        {"roles": None},
        {"roles": []},
        {"scp": "access_as_user"},
        {"scp": ""},
        {"nonce": "n"},
    ],
)
def test_ap14_an_applications_token_says_so_and_has_roles(issuer, claims):
    token = issuer.app_token(DAEMON, **claims)

    assert api_refusal(issuer, token) == "no access token"


def test_the_keys_of_another_tenant_sign_nothing(issuer):
    issuer.entra.faults.add("key_issuer_mismatch")

    with pytest.raises(SourceUnavailable):
        signed_in(issuer, issuer.id_token())


def test_a_token_of_a_rolled_key_is_read_once_the_keys_may_be_fetched(issuer):
    signed_in(issuer, issuer.id_token())
    issuer.entra.keys.roll(overlap=False)
    assert refusal(issuer, issuer.id_token()) == "key"

    issuer.clock.advance(minutes=5)

    assert signed_in(issuer, issuer.id_token()).oid == OID
    assert issuer.fetches == 2


def test_a_mangled_token_does_not_cost_a_fetch(issuer):
    refusal(issuer, "a.b.c")
    refusal(issuer, issuer.id_token(header={"alg": "HS256"}))
    refusal(issuer, issuer.id_token(header={"kid": None}))

    assert issuer.fetches == 0


def test_ap21_a_refusal_reads_the_same_whatever_was_wrong(issuer):
    texts = set()
    for token in ("", issuer.id_token(tid=PARTNER), issuer.id_token(exp=1)):
        with pytest.raises(TokenRefused) as refused:
            signed_in(issuer, token)
        texts.add(str(refused.value))

    assert texts == {"You could not be signed in."}


def test_ap20_a_refusal_holds_nothing_of_the_token(issuer):
    token = issuer.id_token(tid=PARTNER)

    with pytest.raises(TokenRefused) as refused:
        signed_in(issuer, token)

    assert token.split(".")[1] not in repr(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("claims", [{"oid": "secret-claim"}, {"aud": "secret-claim"}])
def test_ap20_a_refusal_is_told_without_what_led_to_it(issuer, claims):
    with pytest.raises(TokenRefused) as refused:
        signed_in(issuer, issuer.id_token(**claims))

    assert "secret-claim" not in "".join(traceback.format_exception(refused.value))


class NoKeys:
    """An issuer whose keys can't be had."""

    def find(self, kid):
        raise SourceUnavailable(kid)


def test_without_keys_a_token_is_neither_good_nor_bad(issuer):
    tokens = EntraTokens(SETTINGS, NoKeys(), clock=issuer.clock)

    with pytest.raises(SourceUnavailable):
        tokens.read_access_token(issuer.access_token())
