"""Base64url without padding, and only in the one form that each text has."""

import base64
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encoded(data: bytes) -> str:
    """Write bytes as base64url.

    >>> encoded(b"?>")
    'Pz4'
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read base64url; ValueError for padding, foreign characters and spare bits.

    >>> decoded("Pz4")
    b'?>'
    """
    if not _ALPHABET.fullmatch(text):
        raise ValueError("not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encoded(data) != text:  # the last character has bits that count for nothing
        raise ValueError("not the canonical base64url")
    return data
