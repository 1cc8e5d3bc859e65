"""The key documents that issuers publish: RSA keys for RS256 signatures, no others."""

import json
from collections.abc import Mapping
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from pydantic import BaseModel, Field

from shared.domain.errors import SourceUnavailable
from shared.identity.base64url import decoded

SMALLEST_BITS = 2048


class _Jwk(BaseModel):
    """What a usable key says of itself (RFC 7517); most say less, some say more."""

    kty: Literal["RSA"]
    use: Literal["sig"] = "sig"
    alg: Literal["RS256"] = "RS256"
    kid: str = Field(min_length=1)
    n: str
    e: str
    issuer: str | None = None

    def key(self) -> RSAPublicKey:
        exponent, modulus = (int.from_bytes(decoded(part)) for part in (self.e, self.n))
        if modulus.bit_length() < SMALLEST_BITS:
            raise ValueError("the key is too short")
        return RSAPublicNumbers(exponent, modulus).public_key()


def read_jwks(document: bytes, issuers: frozenset[str]) -> Mapping[str, RSAPublicKey]:
    """Read the usable keys by id; a key names one of `issuers`, or none at all.

    Raises SourceUnavailable when there is not one: this is no key document then.
    """
    keys = {}
    for entry in _entries(document):
        try:
            jwk = _Jwk.model_validate(entry)
            key = jwk.key()
        except ValueError:
            continue  # a key of another kind
        if jwk.issuer is None or jwk.issuer in issuers:
            keys[jwk.kid] = key
    if not keys:
        raise SourceUnavailable("the issuer's key document holds no usable key")
    return keys


def _entries(document: bytes) -> list[object]:
    try:
        content = json.loads(document)
    except (ValueError, RecursionError):
        return []
    entries = content.get("keys") if isinstance(content, dict) else None
    return entries if isinstance(entries, list) else []
