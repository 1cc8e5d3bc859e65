"""The token that Pub/Sub puts on a push: whose it is, for whom, and still good."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shared.identity.base64url import decoded
from shared.identity.tokens import FOREIGN, FORM
from shared.settings import PushSettings

ISSUERS = frozenset({"accounts.google.com", "https://accounts.google.com"})
_LEEWAY = 10  # seconds
_LONGEST_LIFE = 2 * 3600  # seconds; Google's live for one hour
_ALGORITHM = "RS256"
_NEEDED = ["exp", "iat", "iss", "aud", "email"]
_LONGEST = 10_000  # characters
# Times are compared here, by the clock that is handed in.
_OPTIONS: jwt.types.Options = {
    "require": _NEEDED,
    "strict_aud": True,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}

Claims = Mapping[str, object]


class Keys(Protocol):
    """The public keys of the tokens' issuer."""

    def find(self, kid: str) -> RSAPublicKey | None: ...


class PushVerifier:
    """Believes tokens of one audience, minted for one service account.

    Any Google project can mint a token for any audience: the address counts too.
    https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
    """

    def __init__(
        self, expected: PushSettings, keys: Keys, *, clock: Callable[[], datetime]
    ) -> None:
        self._expected = expected
        self._keys = keys
        self._clock = clock

    def allowed(self, header: str) -> bool:
        """Tell whether an Authorization header is to be believed.

        Raises SourceUnavailable when that can't be told because keys are missing.
        """
        if not (self._expected.audience and self._expected.service_account):
            return False
        scheme, _, rest = header.partition(" ")
        token = rest.strip()
        if scheme.lower() != "bearer" or len(token) > _LONGEST:
            return False
        try:
            return bool(FORM.fullmatch(token)) and self._holds(token)
        except (jwt.PyJWTError, ValueError, RecursionError):
            return False

    def _holds(self, token: str) -> bool:
        key = self._key_of(token)
        if key is None:
            return False
        claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=self._expected.audience,
            issuer=sorted(ISSUERS),
            options=_OPTIONS,
        )
        _once(token.split(".")[1])
        email = claims["email"] == self._expected.service_account
        return email and claims.get("email_verified") is True and self._in_time(claims)

    def _key_of(self, token: str) -> RSAPublicKey | None:
        """Find the key; a token that brings its own key or rules is not Google's."""
        head = _once(token.partition(".")[0])
        kid, kind = head.get("kid"), head.get("typ", "JWT")
        usual = head.get("alg") == _ALGORITHM and kind == "JWT"
        if not usual or FOREIGN & head.keys() or not isinstance(kid, str):
            return None
        return self._keys.find(kid)

    def _in_time(self, claims: Claims) -> bool:
        begun, ends = claims["iat"], claims["exp"]
        # A bool is an int, and no time; neither is 1e400.
        if type(begun) is not int or type(ends) is not int:
            return False
        now = self._clock().timestamp()
        fresh = begun - _LEEWAY <= now <= ends + _LEEWAY
        return fresh and ends - begun <= _LONGEST_LIFE


def _once(part: str) -> Claims:
    """Read a token's part; ValueError when it says something twice."""
    content = json.loads(decoded(part), object_pairs_hook=_pairs)
    if not isinstance(content, dict):
        raise jwt.DecodeError("no object")
    return content


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found
