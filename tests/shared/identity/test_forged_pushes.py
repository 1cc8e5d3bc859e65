"""Forged pushes, one table: each differs from Google's own in one thing."""

import base64
import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.gmail import keys
from shared.domain.errors import SourceUnavailable

from .test_push_token import ACCOUNT, AUDIENCE, NOW, Google, claims

HEAD = {"alg": "RS256", "kid": keys.GOOGLE, "typ": "JWT"}
START = int(NOW.timestamp())
PUBLIC = keys.private_key(keys.GOOGLE).public_key()
PEM = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
DER = PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
EVIL = "https://evil.example/keys"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def part(content):
    """Encode a part: an object, or the very text of one."""
    text = content if isinstance(content, str) else json.dumps(content)
    return b64(text.encode())


def rsa(signed, kid=keys.GOOGLE, digest=None, padding=None):
    how = padding or PKCS1v15(), digest or hashes.SHA256()
    return keys.private_key(kid).sign(signed, *how)


def a_token(head=HEAD, body=None, sign=rsa):
    signed = f"{part(head)}.{part(claims() if body is None else body)}"
    return f"{signed}.{b64(sign(signed.encode()))}"


def saying(**over):
    return a_token(body=claims(**over))


def headed(**over):
    merged = {**HEAD, **over}
    return a_token({name: text for name, text in merged.items() if text is not None})


def by_mac(secret, name="sha256"):
    return lambda signed: hmac.new(secret, signed, getattr(hashlib, name)).digest()


def by(kid):
    return lambda signed: rsa(signed, kid)


def twice(name, value, content=None):
    """Write an object that says one thing twice, the wanted one last."""
    text = json.dumps(claims() if content is None else content)
    return f'{{"{name}": {json.dumps(value)}, {text[1:]}'


GOOD = a_token()
FIRST, SECOND, THIRD = GOOD.split(".")
FORGERIES = {
    # Named by the rule: audience, service account, e-mail, expiry, alg, key.
    "wrong audience": saying(aud="https://other.example/api/gmail/push"),
    "audience with a slash": saying(aud=AUDIENCE + "/"),
    "audience in capitals": saying(aud=AUDIENCE.upper()),
    "audience of the host": saying(aud="https://engine.example"),
    "audience of plain http": saying(aud=AUDIENCE.replace("https", "http")),
    "audience as a list": saying(aud=[AUDIENCE]),
    "audience among others": saying(aud=["https://other.example", AUDIENCE]),
    "audience as an object": saying(aud={AUDIENCE: 1}),
    "audience as a number": saying(aud=1),
    "empty audience": saying(aud=""),
    "no audience": saying(aud=None),
    "other service account": saying(email="other@project.iam.gserviceaccount.com"),
    "account of another project": saying(email="push@evil.iam.gserviceaccount.com"),
    "account in capitals": saying(email=ACCOUNT.upper()),
    "account with a blank": saying(email=f"{ACCOUNT} "),
    "account with more behind it": saying(email=f"{ACCOUNT}.evil.example"),
    "account as a list": saying(email=[ACCOUNT]),
    "account in the subject only": saying(email=None, sub=ACCOUNT),
    "unverified e-mail": saying(email_verified=False),
    "e-mail verified as a text": saying(email_verified="true"),
    "e-mail verified as a number": saying(email_verified=1),
    "e-mail not said to be verified": saying(email_verified=None),
    "expired": saying(iat=START - 3700, exp=START - 11),
    "expired long ago": saying(iat=0, exp=1),
    "expiry as a text": saying(exp=str(START + 60)),
    "expiry as a fraction": saying(exp=START + 60.5),
    "expiry of infinity": a_token(
        body=json.dumps(claims()).replace(str(START + 3600), "Infinity")
    ),
    "expiry of no number": a_token(
        body=json.dumps(claims()).replace(str(START + 3600), "NaN")
    ),
    "expiry that is true": saying(exp=True),
    "no expiry": saying(exp=None),
    "issued in the future": saying(iat=START + 60, exp=START + 3660),
    "issued at no time": saying(iat=None),
    "issued at a text": saying(iat="now"),
    "good for a day": saying(exp=START + 86_400),
    "good for ever": saying(exp=2**40),
    "other issuer": saying(iss="https://evil.example"),
    "issuer with more behind it": saying(
        iss="https://accounts.google.com.evil.example"
    ),
    "issuer with a slash": saying(iss="https://accounts.google.com/"),
    "issuer of plain http": saying(iss="http://accounts.google.com"),
    "part of the issuer": saying(iss="google.com"),
    "issuer as a list": saying(iss=["https://accounts.google.com"]),
    "no issuer": saying(iss=None),
    "alg none": a_token({**HEAD, "alg": "none"}, sign=lambda _: b""),
    "alg None": a_token({**HEAD, "alg": "None"}, sign=lambda _: b""),
    "alg none with a signature": headed(alg="none"),
    "no alg": headed(alg=None),
    "alg as a list": headed(alg=["RS256"]),
    "alg in small letters": headed(alg="rs256"),
    "HS256 with the public key": a_token({**HEAD, "alg": "HS256"}, sign=by_mac(PEM)),
    "HS256 with the key's DER": a_token({**HEAD, "alg": "HS256"}, sign=by_mac(DER)),
    "HS256 with the modulus": a_token(
        {**HEAD, "alg": "HS256"}, sign=by_mac(keys.jwk(keys.GOOGLE)["n"].encode())
    ),
    "HS256 with nothing": a_token({**HEAD, "alg": "HS256"}, sign=by_mac(b"")),
    "a MAC that calls itself RS256": a_token(sign=by_mac(PEM)),
    "HS512 with the public key": a_token(
        {**HEAD, "alg": "HS512"}, sign=by_mac(PEM, "sha512")
    ),
    "RS512 with Google's key": a_token(
        {**HEAD, "alg": "RS512"}, sign=lambda s: rsa(s, digest=hashes.SHA512())
    ),
    "PS256 with Google's key": a_token(
        {**HEAD, "alg": "PS256"},
        sign=lambda s: rsa(s, padding=PSS(MGF1(hashes.SHA256()), 32)),
    ),
    "unknown key": a_token({**HEAD, "kid": "unknown"}, sign=by("unknown")),
    "another key under Google's id": a_token(sign=by("mallory")),
    "no key id": headed(kid=None),
    "empty key id": headed(kid=""),
    "key id as a number": headed(kid=1),
    "key id as a list": headed(kid=[keys.GOOGLE]),
    "key id as a path": headed(kid=f"../../{keys.GOOGLE}"),
    "key id of /dev/null": a_token({**HEAD, "kid": "/dev/null"}, sign=by_mac(b"")),
    "key id with a null byte": headed(kid=f"{keys.GOOGLE}\0"),
    "key id with a query": headed(kid=f"' UNION SELECT '{keys.GOOGLE}"),
    "key id of an address": headed(kid=EVIL),
    "jku": a_token({**HEAD, "jku": EVIL}, sign=by("mallory")),
    "jku on Google's own": headed(jku=EVIL),
    "x5u": a_token({**HEAD, "x5u": EVIL}, sign=by("mallory")),
    "x5u on Google's own": headed(x5u=EVIL),
    "x5c on Google's own": headed(x5c=[b64(DER)]),
    "jwk of the forger": a_token(
        {**HEAD, "jwk": keys.jwk("mallory")}, sign=by("mallory")
    ),
    "jwk on Google's own": headed(jwk=keys.jwk("mallory")),
    "crit": headed(crit=["exp"]),
    "b64": headed(b64=False),
    "zip": headed(zip="DEF"),
    "another type": headed(typ="at+jwt"),
    "alg twice": a_token(twice("alg", "none", HEAD)),
    "kid twice": a_token(twice("kid", "unknown", HEAD)),
    "audience twice": a_token(body=twice("aud", "https://other.example")),
    "account twice": a_token(body=twice("email", "other@evil.example")),
    "verified twice": a_token(body=twice("email_verified", 0)),
    "expiry twice": a_token(body=twice("exp", 1)),
    "a list for claims": a_token(body="[]"),
    "a text for claims": a_token(body='"x"'),
    "no JSON for claims": a_token(body="no json"),
    "a list for the header": a_token("[]"),
    "a header that never ends": a_token("[" * 5000),
    "a header of depth": a_token('{"a":' * 1200 + "1" + "}" * 1200),
    "claims of another token": f"{FIRST}.{part(claims(sub='2'))}.{THIRD}",
    "header of another token": f"{part({**HEAD, 'x': 1})}.{SECOND}.{THIRD}",
    "no signature": f"{FIRST}.{SECOND}.",
    "no dot": FIRST + SECOND + THIRD,
    "four parts": f"{GOOD}.{THIRD}",
    "half a signature": GOOD[:-40],
    "signature with padding": f"{GOOD}==",
    "signature in plain base64": f"{FIRST}.{SECOND}.{THIRD.replace('-', '+')}+",
    "signature of zeros": f"{FIRST}.{SECOND}.{b64(bytes(256))}",
    "a blank within": f"{FIRST}. {SECOND}.{THIRD}",
    "a line end within": f"{FIRST}.{SECOND}\n.{THIRD}",
    "a letter of no alphabet": f"é{GOOD}",
    "half a surrogate": f"\ud800{GOOD}",
    "a very long one": f"{FIRST}.{part({**claims(), 'x': 'x' * 20_000})}.{THIRD}",
    "five parts, as if encrypted": "a.b.c.d.e",
}


def test_the_token_that_all_are_made_from_is_believed():
    assert Google().verifier().allowed(f"Bearer {GOOD}")
    assert len(FORGERIES) >= 60


@pytest.mark.parametrize("token", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_push_is_refused(token):
    verifier = Google().verifier()

    assert verifier.allowed(f"Bearer {GOOD}")
    assert verifier.allowed(f"Bearer {token}") is False


@pytest.mark.parametrize("position", range(0, len(GOOD), 37))
def test_a_token_changed_in_one_letter_is_refused(position):
    other = "A" if GOOD[position] != "A" else "B"
    changed = GOOD[:position] + other + GOOD[position + 1 :]

    assert Google().verifier().allowed(f"Bearer {changed}") is False


def test_parallel_floods_of_unknown_keys_fetch_once_in_five_minutes():
    """A quarter of an hour of eight workers, each with ids that nobody knows."""
    google = Google()
    verifier = google.verifier()
    assert verifier.allowed(f"Bearer {GOOD}")
    tokens = [f"Bearer {headed(kid=f'unknown{n}')}" for n in range(200)]

    with ThreadPoolExecutor(8) as workers:
        for _ in range(15):
            assert not any(workers.map(verifier.allowed, tokens))
            google.later(minutes=1)

    assert google.asked == 3


def test_parallel_pushes_while_keys_cant_be_had_ask_once_in_five_minutes():
    google = Google(SourceUnavailable("down"))
    verifier = google.verifier()

    def ask(_):
        try:
            return verifier.allowed(f"Bearer {GOOD}")
        except SourceUnavailable:
            return None

    with ThreadPoolExecutor(8) as workers:
        for _ in range(10):
            assert set(workers.map(ask, range(40))) == {None}
            google.later(seconds=60)

    assert google.asked == 2


def test_a_flood_during_an_outage_locks_nobody_out():
    google = Google()
    verifier = google.verifier()
    assert verifier.allowed(f"Bearer {GOOD}")
    google.answer = SourceUnavailable("down")
    for second in range(3000):
        verifier.allowed(f"Bearer {headed(kid=f'unknown{second % 7}')}")
        google.now += timedelta(seconds=1)

    assert verifier.allowed(f"Bearer {GOOD}")
    assert google.asked <= 1 + 3000 // 300
