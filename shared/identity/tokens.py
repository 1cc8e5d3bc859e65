"""Tokens of Entra ID: accepted when every one of the rules is met, else refused.

https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
"""

import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shared.domain.errors import DomainError
from shared.domain.person import Person
from shared.identity.claims import Claims
from shared.settings import EntraSettings

SKEW = timedelta(seconds=60)
LONGEST = 16 * 1024  # characters; of a token with the most groups it can hold
_ALGORITHM = "RS256"
FORM = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}")
# A token that brings its own key or rules is not Entra's.
FOREIGN = frozenset({"crit", "b64", "zip", "jku", "jwk", "x5u", "x5c"})
# Times are compared here, by the clock that is handed in.
_OPTIONS: jwt.types.Options = {
    "strict_aud": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}


class TokenRefused(DomainError):
    """A sign-in or token that is no good: one text for people, a reason for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__("You could not be signed in.")
        self.reason = reason


class Keys(Protocol):
    """The public keys of the tokens' issuer."""

    def find(self, kid: str) -> RSAPublicKey | None:
        """Give a key by its id; SourceUnavailable when no keys can be had."""


class EntraTokens:
    """Reads the tokens of one tenant that are meant for this app.

    What it raises is TokenRefused, and SourceUnavailable when the keys can't be had.
    """

    def __init__(
        self, settings: EntraSettings, keys: Keys, *, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._clock = clock

    def read_id_token(self, token: str, *, nonce: str) -> Person:
        """Give the person of an ID token, which is good for signing in alone.

        `nonce` is the claim's value that was asked for with the sign-in.
        """
        claims = self._read(token)
        if claims.scp is not None or claims.idtyp is not None:
            raise TokenRefused("no ID token")
        given = (claims.nonce or "").encode(errors="replace")
        if not (nonce and hmac.compare_digest(given, nonce.encode())):
            raise TokenRefused("nonce")
        return claims.person()

    def read_access_token(self, token: str) -> Person:
        """Give the person or application of an access token, good for the API alone."""
        claims = self._read(token)
        of_user = bool(claims.scp) and claims.idtyp != "app"
        of_app = claims.scp is None and claims.idtyp == "app" and bool(claims.roles)
        if claims.nonce is not None or not (of_user or of_app):
            raise TokenRefused("no access token")
        return claims.person()

    def _read(self, token: str) -> Claims:
        """Check all that ID and access tokens have in common, the signature first."""
        if len(token) > LONGEST or not FORM.fullmatch(token):
            raise TokenRefused("form")
        try:
            content = jwt.decode(
                token,
                self._key_of(token),
                algorithms=[_ALGORITHM],
                audience=self._settings.client_id,
                issuer=issuer_of(self._settings),
                options=_OPTIONS,
            )
            claims = Claims.model_validate(content)
        except jwt.InvalidTokenError as error:
            raise TokenRefused(type(error).__name__) from None  # it may quote the token
        except (ValueError, RecursionError):
            raise TokenRefused("claims") from None
        if claims.tid != self._settings.tenant_id:
            raise TokenRefused("tenant")
        self._check_times(claims)
        return claims

    def _key_of(self, token: str) -> RSAPublicKey:
        header = jwt.get_unverified_header(token)
        expected = (header.get("alg"), header.get("typ")) == (_ALGORITHM, "JWT")
        if not expected or FOREIGN & header.keys():
            raise TokenRefused("header")
        kid = header.get("kid")
        key = self._keys.find(kid) if isinstance(kid, str) else None
        if key is None:
            raise TokenRefused("key")
        return key

    def _check_times(self, claims: Claims) -> None:
        now, skew = self._clock().timestamp(), SKEW.total_seconds()
        if now >= claims.exp + skew:
            raise TokenRefused("late")
        if now < max(claims.nbf, claims.iat, claims.auth_time or 0) - skew:
            raise TokenRefused("early")


def issuer_of(settings: EntraSettings) -> str:
    """Name the issuer of the tenant's v2.0 tokens."""
    return f"{settings.authority}/{settings.tenant_id}/v2.0"
