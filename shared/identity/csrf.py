"""Tokens in forms: made for one session and one action, useless in any other."""

import hmac

from shared.identity.base64url import encoded


def form_token(secret: str, action: str) -> str:
    """Make the token of a form; `action` names all that it decides on.

    >>> form_token("s3cret", "decide|c-1|2")[:8]
    'UalvXh1X'
    """
    if not secret:
        raise ValueError("a session without a secret has no form tokens")
    return encoded(hmac.digest(secret.encode(), f"form|{action}".encode(), "sha256"))


def is_form_token(token: str, secret: str, action: str) -> bool:
    """Tell in constant time whether a form's token is that of session and action."""
    # As bytes, for texts that aren't ASCII can't be compared so.
    given = token.encode(errors="replace")
    return hmac.compare_digest(given, form_token(secret, action).encode())
