"""RSA keys of the stand-in, made once a process, and tokens signed with them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from jwt.algorithms import RSAAlgorithm

from sandbox.rows import Row

GOOGLE = "google-1"  # signs the tokens of pushes
ACCOUNT = "account-1"  # the service account's own key
_BITS = 2048


@cache
def private_key(kid: str) -> RSAPrivateKey:  # noqa: ARG001 - what it is kept by
    """Return the key of a name; each name has its own."""
    return generate_private_key(public_exponent=65537, key_size=_BITS)


def pem(kid: str) -> str:
    """Return a private key as a key file holds it."""
    key = private_key(kid)
    shape = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key.private_bytes(*shape).decode()


def jwk(kid: str) -> Row:
    """Return a public key as the certs endpoint shows it."""
    shown: Row = RSAAlgorithm.to_jwk(private_key(kid).public_key(), as_dict=True)
    return {**shown, "kid": kid, "alg": "RS256", "use": "sig"}


def signed(kid: str, claims: Mapping[str, Any]) -> str:
    """Return a JWT."""
    return jwt.encode(
        dict(claims), private_key(kid), algorithm="RS256", headers={"kid": kid}
    )
