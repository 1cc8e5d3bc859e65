"""Compact tokens, signed by hand: whatever header and key a caller wants."""

import base64
import hmac
import json
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.rows import Row

if TYPE_CHECKING:
    from sandbox.entra.keys import SigningKey

HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def b64(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Return the bytes of base64url, padded or not; raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact(header: Row, claims: Row, key: "SigningKey | bytes") -> str:
    """Return a token signed as its header's `alg` says.

    RS, PS, HS and `none` are obeyed, other algorithms are signed as RS256. Bytes as a
    key always make an HMAC, and HS with a signing key takes its public PEM as secret.
    """
    signed = f"{_part(header)}.{_part(claims)}"
    return f"{signed}.{b64(_signature(str(header.get('alg')), signed.encode(), key))}"


def parts(token: str) -> tuple[Row, Row]:
    """Return header and claims unverified; raises ValueError."""
    header, claims, _ = token.split(".")
    return json.loads(unb64(header)), json.loads(unb64(claims))


def signature_fits(token: str, algorithm: str, key: rsa.RSAPublicKey) -> bool:
    """Tell whether an RS or PS signature is the key's."""
    signed, _, signature = token.rpartition(".")
    kind, bits = algorithm[:2], algorithm[2:]
    chosen = _padding(kind, bits)
    try:
        key.verify(unb64(signature), signed.encode(), chosen, HASHES[bits])
    except (InvalidSignature, ValueError):
        return False
    return True


def _part(content: Row) -> str:
    return b64(json.dumps(content, separators=(",", ":")).encode())


def _signature(algorithm: str, signed: bytes, key: "SigningKey | bytes") -> bytes:
    if algorithm.lower() == "none":
        return b""
    kind = algorithm[:2]
    bits = algorithm[2:] if algorithm[2:] in HASHES else "256"
    if kind == "HS" or isinstance(key, bytes):
        secret = key if isinstance(key, bytes) else key.public_pem
        return hmac.digest(secret, signed, f"sha{bits}")
    return key.private.sign(signed, _padding(kind, bits), HASHES[bits])


def _padding(kind: str, bits: str) -> padding.PKCS1v15 | padding.PSS:
    if kind != "PS":
        return padding.PKCS1v15()
    chosen = padding.MGF1(HASHES[bits])
    return padding.PSS(chosen, salt_length=padding.PSS.DIGEST_LENGTH)
