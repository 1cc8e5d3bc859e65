"""Basic authentication of webhooks, with two secrets valid while one is replaced."""

import base64
import binascii
from hmac import compare_digest

from shared.settings import WebhookSettings


def allowed(header: str, path: str, expected: WebhookSettings) -> bool:
    """Compare a delivery's credentials and path in constant time.

    Without a configured user and secret nobody is let in.
    """
    if not (expected.user and expected.secrets):
        return False
    user, _, secret = _decoded(header).partition(b":")
    matches = [
        compare_digest(user, expected.user.encode())
        & compare_digest(secret, known.encode())
        & (not expected.path or compare_digest(path.encode(), expected.path.encode()))
        for known in expected.secrets
    ]
    return any(matches)


def _decoded(header: str) -> bytes:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""
