"""Key documents: which keys are used, and what is no key document at all."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.entra.keys import signing_key
from shared.domain.errors import SourceUnavailable
from shared.identity.jwks import read_jwks

ISSUER = "https://login.microsoftonline.com/6a1f4f0e/v2.0"
ISSUERS = frozenset({ISSUER})
KEY = signing_key(1)
OTHER = signing_key(2)


def document(*entries):
    return json.dumps({"keys": list(entries)}).encode()


def jwk(**changes):
    entry = {**KEY.jwk(), **changes}
    return {name: value for name, value in entry.items() if value is not None}


def number(value):
    data = value.to_bytes((value.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_the_keys_of_a_document_are_found_by_id():
    keys = read_jwks(document(KEY.jwk(), OTHER.jwk()), ISSUERS)

    assert {kid: key.public_numbers() for kid, key in keys.items()} == {
        key.kid: key.private.public_key().public_numbers() for key in (KEY, OTHER)
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": ISSUER},
        {"alg": "RS256"},
        {"use": None},
        {"x5c": None, "x5t": None},
        {"n": number(KEY.private.public_key().public_numbers().n)},
    ],
)
def test_a_key_may_say_more_or_less(changes):
    assert [*read_jwks(document(jwk(**changes)), ISSUERS)] == [KEY.kid]


@pytest.mark.parametrize(
    "entry",
    [
        jwk(issuer="https://login.microsoftonline.com/other/v2.0"),
        jwk(issuer=""),
        jwk(issuer=[ISSUER]),
        jwk(kty="EC"),
        jwk(kty="oct", k="c2VjcmV0"),
        jwk(kty=None),
        jwk(use="enc"),
        jwk(alg="RS512"),
        jwk(alg="HS256"),
        jwk(kid=None),
        jwk(kid=""),
        jwk(kid=7),
        jwk(n=None),
        jwk(n="%%"),
        jwk(n=""),
        jwk(e=None),
        jwk(e=number(1)),
        jwk(e=number(65536)),
        jwk(e=""),
        jwk(n=number(2**2046 + 1)),
        "key",
        None,
        [],
        {},
    ],
)
def test_a_key_of_another_kind_or_issuer_is_not_used(entry):
    assert [*read_jwks(document(entry, OTHER.jwk()), ISSUERS)] == [OTHER.kid]
    with pytest.raises(SourceUnavailable, match="holds no usable key"):
        read_jwks(document(entry), ISSUERS)


def test_a_key_of_2047_bits_is_too_short_and_one_of_2048_is_not():
    short = rsa.RSAPublicNumbers(65537, 2**2047 - 1)
    long = rsa.RSAPublicNumbers(65537, 2**2047 + 1)
    entries = [jwk(kid=str(one.n), n=number(one.n)) for one in (short, long)]

    assert [*read_jwks(document(*entries), ISSUERS)] == [str(long.n)]


def test_the_private_half_of_a_key_is_of_no_interest():
    private = KEY.private.private_numbers()
    keys = read_jwks(document(jwk(d=number(private.d))), ISSUERS)

    assert not isinstance(keys[KEY.kid], rsa.RSAPrivateKey)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"\xff",
        b"[]",
        b"null",
        b'{"keys": {}}',
        b'{"keys": "a"}',
        b'{"keys": []}',
        b'{"other": []}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_key_document_is_an_outage(content):
    with pytest.raises(SourceUnavailable, match="holds no usable key"):
        read_jwks(content, ISSUERS)
