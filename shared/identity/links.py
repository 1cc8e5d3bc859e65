"""Signed links: they say which request is meant, for whom and until when.

A link locates and nothing more; sign-in, role and a person's POST decide.
"""

import hmac
import json
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from shared.domain.errors import DomainError, InvalidInput
from shared.domain.model import Model
from shared.identity.base64url import decoded, encoded
from shared.identity.link_keys import LinkKey

PREFIX = "rnwl1_"
VERSION = 1
LIFETIME = timedelta(hours=72)
SKEW = timedelta(seconds=60)
LONGEST = 1024  # characters of a token, so that no mail system cuts its link

Reason = Literal["form", "key", "mac", "payload", "audience", "action", "early", "late"]
_Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Audience = Annotated[str, Field(pattern=r"^[a-z0-9_.:-]+(\|[a-z0-9_.:-]+){2}$")]
_Count = Annotated[int, Field(ge=0, lt=2**53)]


class LinkRefused(DomainError):
    """A link that is no good: one text for people, the `reason` for the log alone."""

    def __init__(self, reason: Reason) -> None:
        super().__init__("This link is not valid.")
        self.reason = reason


class LinkClaims(Model):
    """What a link says, by the names it is signed with.

    `rid` and `rev` are the request and its revision, `chash` the hash of its terms,
    `aud` and `act` where and for what it counts, `sub` the assignee's object id in
    tenant `tid`; `iat` and `exp` are seconds since 1970, `jti` is the link's own id.
    """

    tid: _Id
    sub: _Id
    rid: _Id
    rev: _Count
    chash: _Hash
    aud: _Audience
    act: _Id
    iat: _Count
    exp: _Count
    jti: _Id


def audience(environment: str, host: str, purpose: str) -> str:
    """Name the one place where a link counts.

    >>> audience("production", "Renewals.example", "approval")
    'production|renewals.example|approval'
    """
    return f"{environment}|{host}|{purpose}".lower()


def expiry(now: datetime, deadline: datetime) -> int:
    """Give a new link's `exp`: in 72 hours, or at the deadline if that is sooner."""
    return int(min(now + LIFETIME, deadline).timestamp())


def mint(claims: LinkClaims, keys: tuple[LinkKey, ...]) -> str:
    """Write a link's token, signed with the newest key.

    Raises InvalidInput when it would be good for over 72 hours, or never, or too long.
    """
    if not 0 < claims.exp - claims.iat <= LIFETIME.total_seconds():
        raise InvalidInput(
            f"link to {claims.rid}: its lifetime is not in (0, 72] hours"
        )
    key = keys[0]
    signed = f"{PREFIX}{encoded(key.kid.encode())}.{encoded(_payload(claims, key.kid))}"
    token = f"{signed}.{encoded(_mac(signed, key))}"
    if len(token) > LONGEST:
        raise InvalidInput(
            f"link to {claims.rid}: {len(token)} characters are too many"
        )
    return token


def read(
    token: str, keys: tuple[LinkKey, ...], *, audience: str, act: str, now: datetime
) -> LinkClaims:
    """Give what a link says; LinkRefused for whatever `mint` didn't write for here.

    An expired link is given no grace: it must not outlive its request's deadline.
    """
    claims = _verified(token, keys)
    seconds = now.timestamp()
    if claims.aud != audience:
        raise LinkRefused("audience")
    if claims.act != act:
        raise LinkRefused("action")
    if seconds < claims.iat - SKEW.total_seconds():
        raise LinkRefused("early")
    if seconds >= min(claims.exp, claims.iat + LIFETIME.total_seconds()):
        raise LinkRefused("late")
    return claims


def _verified(token: str, keys: tuple[LinkKey, ...]) -> LinkClaims:
    """Check the signature before anything that was signed is looked at."""
    kid, payload, mac = _parts(token)
    key = next((key for key in keys if key.kid.encode() == kid), None)
    if key is None:
        raise LinkRefused("key")
    if not hmac.compare_digest(_mac(token.rpartition(".")[0], key), mac):
        raise LinkRefused("mac")
    try:
        fields = json.loads(payload)
        claims = LinkClaims.model_validate(
            {name: fields[name] for name in LinkClaims.model_fields}
        )
    except (KeyError, TypeError, ValueError):
        raise LinkRefused("payload") from None  # the text would quote the claims
    if _payload(claims, key.kid) != payload:  # other version, key, names or spelling
        raise LinkRefused("payload")
    return claims


def _parts(token: str) -> tuple[bytes, bytes, bytes]:
    if not token.startswith(PREFIX) or len(token) > LONGEST:
        raise LinkRefused("form")
    try:
        kid, payload, mac = map(decoded, token.removeprefix(PREFIX).split("."))
    except ValueError:
        raise LinkRefused("form") from None
    return kid, payload, mac


def _payload(claims: LinkClaims, kid: str) -> bytes:
    fields = claims.model_dump() | {"v": VERSION, "kid": kid}
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _mac(signed: str, key: LinkKey) -> bytes:
    return hmac.digest(key.secret, signed.encode(), "sha256")
