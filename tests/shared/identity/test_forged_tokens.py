"""Several hundred links and tokens that an attacker might try: all of them refused."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.entra import CLIENT, DAEMON, TENANT, strange_key
from sandbox.entra.keys import signing_key
from shared.domain.errors import DomainError
from shared.identity.links import LinkRefused, mint, read
from shared.identity.tokens import TokenRefused

from .issuer import NONCE, SECONDS, Issuer
from .link_vectors import (
    AUDIENCE,
    CLAIMS,
    ISSUED,
    KEYS,
    NEW_SECRET,
    NOW,
    OLD_SECRET,
    PAYLOAD,
    b64,
    changed,
    signed,
)

HOSTILE: list[Any] = [
    None,
    "",
    0.0,
    -1,
    2**70,
    1.5,
    True,
    [],
    {},
    ["x"],
    "é",
    "x" * 65,
    "a\x00b",
]
GOOD_LINK = signed()
HEAD, BODY, MAC = GOOD_LINK.split(".")


def links():
    """Forge links: whatever the claims, the form, the key or the signature."""
    for name in json.loads(PAYLOAD):
        for value in HOSTILE:
            forged = changed(**{name: value})
            yield f"{HEAD}.{b64(forged.encode())}.{MAC}"
            if value != json.loads(PAYLOAD)[name]:
                yield signed(forged)
    fields: list[dict[str, Any]] = [
        {"exp": ISSUED},
        {"exp": ISSUED - 1},
        {"iat": ISSUED + 3600},
        {"iat": ISSUED - 72 * 3600},
        {"act": "show"},
        {"aud": "local|renewals.example|approval"},
        {"aud": "production|renewals.example|intake"},
        {"aud": "production|renewals.example.evil.example|approval"},
        {"admin": True},
    ]
    yield from (signed(changed(**field)) for field in fields)
    for kid, secret in [
        ("k2", OLD_SECRET),
        ("k1", NEW_SECRET),
        ("k2", b""),
        ("k2", b"\x00" * 32),
        ("k2", b"k2"),
        ("k3", NEW_SECRET),
        ("", NEW_SECRET),
        ("K2", NEW_SECRET),
        ("k2\x00", NEW_SECRET),
    ]:
        yield signed(changed(kid=kid), kid=kid, secret=secret)
    yield from (signed(prefix=text) for text in ("rnwl2_", "rnwl_", "rnwl1-", ""))
    yield from signatures(f"{HEAD}.{BODY}")
    for size in range(0, len(MAC), 3):
        yield f"{HEAD}.{BODY}.{MAC[:size]}"
    for frame in (
        "",
        "{} ",
        " {}",
        "{}=",
        "{}\n",
        "{}.",
        ".{}",
        "{}.x",
        "x{}",
        "{0}{0}",
    ):
        yield frame.format(GOOD_LINK)


def signatures(start):
    """Sign the right bytes in a wrong way, or wrong bytes in the right way."""
    for digest in ("md5", "sha1", "sha224", "sha384", "sha512", "sha3_256"):
        yield f"{start}.{b64(hmac.digest(NEW_SECRET, start.encode(), digest))}"
    for text in (BODY, start.removeprefix("rnwl1_"), PAYLOAD, f"{start}.", ""):
        yield f"{start}.{b64(hmac.digest(NEW_SECRET, text.encode(), 'sha256'))}"
    yield f"{start}.{b64(hashlib.sha256(NEW_SECRET + start.encode()).digest())}"
    yield f"{start}.{b64(hashlib.sha256(start.encode()).digest())}"
    yield f"{start}.{b64(bytes(32))}"


def id_tokens(issuer):
    """Forge ID tokens, and try others in their place."""
    yield from jwts(issuer, issuer.id_token)
    for nonce in (*HOSTILE, NONCE.upper(), NONCE[:-1], f"{NONCE} "):
        yield issuer.id_token(nonce=nonce)
    for claims in ({"scp": "access_as_user"}, {"idtyp": "app"}, {"idtyp": "user"}):
        yield issuer.id_token(**claims)
    yield issuer.access_token()
    yield issuer.access_token(nonce=NONCE)
    yield issuer.app_token(DAEMON)
    yield issuer.app_token(DAEMON, nonce=NONCE)


def access_tokens(issuer):
    """Forge access tokens, and try others in their place."""
    yield from jwts(issuer, issuer.access_token)
    for value in HOSTILE[1:]:
        yield issuer.access_token(nonce=value)
        yield issuer.access_token(idtyp=value)
    for scope in (None, "", 7, True, [], ["access_as_user"]):
        yield issuer.access_token(scp=scope)
    for claims in ({"idtyp": None}, {"idtyp": "user"}, {"roles": None}, {"scp": "x"}):
        yield issuer.app_token(DAEMON, **claims)
    yield issuer.id_token()
    yield issuer.id_token(nonce=None)


def jwts(issuer, made):
    """Forge tokens of a kind: the claims, the header, the key or the signature."""
    for name in ("iss", "aud", "tid", "oid", "ver", "exp", "nbf", "iat"):
        for value in HOSTILE:
            yield made(**{name: value})
    yield from (made(**claims) for claims in WRONG)
    yield from (made(header=header) for header in headers(issuer))
    for key in (strange_key(), signing_key(5)):
        yield made(key=key)
        yield made(key=key, header={"kid": key.kid})
    public = issuer.entra.keys.current.public_pem
    for secret in (b"", b"secret", public, public.strip(), public + b"\n"):
        for alg in ("HS256", "HS384", "HS512"):
            yield made(header={"alg": alg}, key=secret)
    head, body, signature = made().split(".")
    for size in range(0, len(signature), 40):
        yield f"{head}.{body}.{signature[:size]}"
    for frame in ("", "..", "{}=", "{}.x", ".{}", "Bearer {}", "{} ", "{}\n", "{0}{0}"):
        yield frame.format(f"{head}.{body}.{signature}")


PARTNER = "b2f6f0c4-31c5-47b5-9a53-0c3f51d7c9de"
WRONG: list[dict[str, Any]] = [
    {"iss": f"https://entra.invalid/{PARTNER}/v2.0"},
    {"iss": f"https://entra.invalid/{PARTNER}/v2.0", "tid": PARTNER},
    {"iss": f"https://sts.windows.net/{TENANT}/", "ver": "1.0"},
    {"iss": "https://entra.invalid/common/v2.0"},
    {"iss": f"https://entra.invalid/{TENANT}/v2.0x"},
    {"iss": f"http://entra.invalid/{TENANT}/v2.0"},
    {"tid": PARTNER},
    {"aud": DAEMON},
    {"aud": CLIENT.upper()},
    {"aud": [CLIENT]},
    {"aud": "00000003-0000-0000-c000-000000000000"},
    {"oid": "ben@msp.example"},
    {"exp": SECONDS - 60},
    {"exp": SECONDS - 3600},
    {"nbf": SECONDS + 61},
    {"iat": SECONDS + 61},
    {"auth_time": SECONDS + 61},
    {"ver": "1.0"},
    {"ver": "2"},
    {"roles": "Renewals.Approver.L2"},
    {"roles": [["Renewals.Approver.L2"]]},
    {"sub": ""},
    {"sub": 7},
    {"idtyp": "device"},
]


def headers(issuer):
    own = strange_key()
    for alg in (
        "none",
        "None",
        "NONE",
        "",
        "HS256",
        "RS384",
        "RS512",
        "PS256",
        "ES256",
    ):
        yield {"alg": alg}
    kids: list[Any] = [None, "", "x", own.kid, 7, [], "../key", "' or 1=1", "x" * 5000]
    yield from ({"kid": kid} for kid in kids)
    for typ in (None, "", "jwt", "at+jwt", "JWE", 7):
        yield {"typ": typ}
    crits: list[Any] = [[], ["exp"], ["b64"], "exp", {}]
    yield from ({"crit": crit} for crit in crits)
    yield {"jwk": own.jwk(), "kid": own.kid}
    yield {"jku": "https://evil.example/keys", "kid": own.kid}
    yield {"jku": f"https://entra.invalid/{TENANT}/discovery/v2.0/keys"}
    yield {"x5u": "https://evil.example/key"}
    yield {"x5c": ["MII"]}
    yield {"zip": "DEF"}
    yield {"b64": True}
    yield {"kid": issuer.entra.keys.current.kid, "cty": "JWT", "b64": False}


def is_refused(error, call):
    """Tell whether it is refused; anything but the refusal is a failure."""
    try:
        call()
    except DomainError as refusal:
        return isinstance(refusal, error)
    return False


def link_accepted(token):
    return not is_refused(
        LinkRefused, lambda: read(token, KEYS, audience=AUDIENCE, act="decide", now=NOW)
    )


def id_token_accepted(issuer, token):
    return not is_refused(
        TokenRefused, lambda: issuer.tokens.read_id_token(token, nonce=NONCE)
    )


def access_token_accepted(issuer, token):
    return not is_refused(TokenRefused, lambda: issuer.tokens.read_access_token(token))


def test_ap05_hundreds_of_forged_links_are_refused():
    forged = {*links()}

    assert mint(CLAIMS, KEYS) == GOOD_LINK
    assert link_accepted(GOOD_LINK)
    assert [one for one in forged if link_accepted(one)] == []
    assert len(forged) >= 300


def test_hundreds_of_forged_id_tokens_are_refused():
    issuer = Issuer()
    forged = {*id_tokens(issuer)}

    assert id_token_accepted(issuer, issuer.id_token())
    assert [one for one in forged if id_token_accepted(issuer, one)] == []
    assert len(forged) >= 200


def test_hundreds_of_forged_access_tokens_are_refused():
    issuer = Issuer()
    forged = {*access_tokens(issuer)}

    assert access_token_accepted(issuer, issuer.access_token())
    assert access_token_accepted(issuer, issuer.app_token(DAEMON))
    assert [one for one in forged if access_token_accepted(issuer, one)] == []
    assert len(forged) >= 200


def test_ap08_every_single_changed_character_kills_a_link():
    forged = {
        GOOD_LINK[:place] + other + GOOD_LINK[place + 1 :]
        for place in range(len(GOOD_LINK))
        for other in "A_9.="
        if GOOD_LINK[place] != other
    }

    assert [one for one in forged if link_accepted(one)] == []
    assert len(forged) >= 4 * len(GOOD_LINK)


@pytest.mark.parametrize("other", ["A", "_"])
def test_every_single_changed_character_kills_a_token(other):
    issuer = Issuer()
    token = issuer.id_token()
    forged = {
        token[:place] + other + token[place + 1 :]
        for place in range(len(token))
        if token[place] != other
    }

    assert [one for one in forged if id_token_accepted(issuer, one)] == []
    assert len(forged) >= 1000


ISSUER = Issuer()
SEGMENT = st.binary(max_size=60).map(b64) | st.sampled_from(
    ["", "e30", *ISSUER.id_token().split(".")]
)


@given(st.text(max_size=200) | st.lists(SEGMENT, max_size=4).map(".".join))
@settings(deadline=None)
def test_no_text_is_taken_for_a_token_and_none_breaks_the_reader(text):
    assert is_refused(
        TokenRefused, lambda: ISSUER.tokens.read_id_token(text, nonce="no nonce")
    )
    assert is_refused(TokenRefused, lambda: ISSUER.tokens.read_access_token(text))
