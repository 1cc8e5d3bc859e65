"""The token that Pub/Sub puts on a push: whose it is, for whom, and still good."""

from collections.abc import Callable
from datetime import datetime

import jwt

from shared.identity.keys import IssuerKeys
from shared.settings import PushSettings

ISSUERS = frozenset({"accounts.google.com", "https://accounts.google.com"})
_LEEWAY = 10  # seconds
_ALGORITHM = "RS256"
_NEEDED = ["exp", "iat", "iss", "aud", "email"]
_LONGEST = 10_000


class PushVerifier:
    """Believes tokens of one audience, minted for one service account.

    Any Google project can mint a token for any audience: the address counts too.
    https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
    """

    def __init__(
        self, expected: PushSettings, keys: IssuerKeys, *, clock: Callable[[], datetime]
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
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or len(token) > _LONGEST:
            return False
        try:
            return self._holds(token.strip())
        except jwt.PyJWTError:
            return False

    def _holds(self, token: str) -> bool:
        head = jwt.get_unverified_header(token)
        if head.get("alg") != _ALGORITHM:
            return False
        key = self._keys.find(str(head.get("kid", "")))
        if key is None:
            return False
        claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=self._expected.audience,
            issuer=sorted(ISSUERS),
            # The library would read the machine's clock; `_in_time` has ours.
            options={"require": _NEEDED, "verify_exp": False, "verify_iat": False},
        )
        email = claims["email"] == self._expected.service_account
        return email and claims.get("email_verified") is True and self._in_time(claims)

    def _in_time(self, claims: dict[str, object]) -> bool:
        try:
            begun, ends = float(str(claims["iat"])), float(str(claims["exp"]))
        except ValueError:
            return False
        now = self._clock().timestamp()
        return begun - _LEEWAY <= now <= ends + _LEEWAY
