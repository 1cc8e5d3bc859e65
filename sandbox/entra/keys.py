"""Signing keys: which are published, and which one signs.

The real service promises no interval between rolls and can roll at once.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sandbox.entra.encoding import b64
from sandbox.rows import Row

VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SigningKey:
    """An RSA key with the self-signed certificate that names it."""

    private: rsa.RSAPrivateKey
    certificate: bytes  # DER

    @property
    def kid(self) -> str:
        return b64(hashlib.sha1(self.certificate, usedforsecurity=False).digest())

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )

    def jwk(self) -> Row:
        """Return the public half as the key documents tell it, without `alg`."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": _number(numbers.n),
            "e": _number(numbers.e),
            "x5c": [base64.b64encode(self.certificate).decode()],
        }


class KeyRing:
    """The published keys; the last one signs, so that taking the first one fails."""

    def __init__(self) -> None:
        self._made = 1
        self.published = [signing_key(1)]

    @property
    def current(self) -> SigningKey:
        return self.published[-1]

    def roll(self, *, overlap: bool = True) -> SigningKey:
        """Sign with a new key; without overlap the older ones vanish at once."""
        self._made += 1
        kept = self.published if overlap else []
        self.published = [*kept, signing_key(self._made)]
        return self.current

    def retire(self) -> None:
        """Publish only the key that signs."""
        self.published = [self.current]


@cache
def signing_key(number: int) -> SigningKey:
    """Return a process's n-th key: all tenants share keys, as in the real service."""
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "accounts.sandbox")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(max(1, abs(number)))
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_FROM + timedelta(days=36_500))
        .sign(private, hashes.SHA256())
    )
    return SigningKey(private, made.public_bytes(serialization.Encoding.DER))


def strange_key() -> SigningKey:
    """Return a key that no tenant has ever published."""
    return signing_key(-1)


def _number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8))
