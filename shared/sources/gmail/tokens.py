"""One token for each mailbox and set of scopes, cached until shortly before its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from urllib.parse import urlencode

from shared.domain.errors import SourceRejected
from shared.sources.gmail.config import TOKEN, GmailConfig
from shared.sources.gmail.errors import lost, reason_of, refusal, unexpected
from shared.sources.gmail.pacing import Pacing
from shared.sources.gmail.signing import Signer
from shared.sources.web.reply import Reply, decoded
from shared.sources.web.wire import Lost, Wire

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_LIFETIME = 3600  # seconds, the longest that Google takes
_SKEW = timedelta(seconds=90)
_PERMANENT = range(HTTPStatus.BAD_REQUEST, HTTPStatus.TOO_MANY_REQUESTS)


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token and when to ask for another."""

    text: str
    renew_at: datetime


class Tokens:
    """Gives tokens to all threads of this process."""

    def __init__(
        self,
        config: GmailConfig,
        signer: Signer,
        *,
        wire: Wire,
        pacing: Pacing,
        clock: Callable[[], datetime],
    ) -> None:
        self._config = config
        self._signer = signer
        self._wire = wire
        self._pacing = pacing
        self._clock = clock
        # One lock a token: an endpoint that is slow for one holds up no other.
        self._locks: dict[tuple[str, str], Lock] = {}
        self._tokens: dict[tuple[str, str], Token] = {}

    def current(self, mailbox: str, scope: str) -> str:
        """Give a token that lives on for a while, asking for one if needed.

        Raises SourceRejected when the scope isn't delegated or there is no mailbox.
        """
        key = mailbox, scope
        with self._lock(key):
            token = self._tokens.get(key)
            if token is None or token.renew_at <= self._clock():
                token = self._pacing.persist(lambda: self._ask(mailbox, scope))
                self._tokens[key] = token
            return token.text

    def forget(self, mailbox: str, scope: str, text: str) -> None:
        """Drop a token that was refused, unless another thread has replaced it."""
        with self._lock((mailbox, scope)):
            token = self._tokens.get((mailbox, scope))
            if token and token.text == text:
                del self._tokens[mailbox, scope]

    def _lock(self, key: tuple[str, str]) -> Lock:
        return self._locks.setdefault(key, Lock())

    def _ask(self, mailbox: str, scope: str) -> Token:
        asked_at = self._clock()
        now = int(asked_at.timestamp())
        assertion = self._signer.sign(
            {
                "iss": self._config.account,
                "sub": mailbox,
                "scope": scope,
                "aud": TOKEN,
                "iat": now,
                "exp": now + _LIFETIME,
            }
        )
        form = urlencode({"grant_type": _GRANT, "assertion": assertion}).encode()
        try:
            reply = self._wire.send(
                "POST", self._config.token_url, headers=_FORM, body=form
            )
        except Lost as error:
            raise lost("token", error, write=False) from error
        if not reply.ok:
            raise _refused(reply, mailbox, scope)
        return _read(reply, asked_at)


def _refused(reply: Reply, mailbox: str, scope: str) -> Exception:
    """Give the error; `unauthorized_client` is a scope that was not delegated."""
    if reply.status in _PERMANENT:
        name = scope.rpartition("/")[2]
        return SourceRejected(f"gmail token: {reason_of(reply)} ({mailbox}, {name})")
    return refusal("token", reply, write=False)


def _read(reply: Reply, asked_at: datetime) -> Token:
    try:
        payload = decoded(reply.body)
        fields = payload if isinstance(payload, Mapping) else {}
        text, seconds = fields["access_token"], int(str(fields["expires_in"]))
    except (KeyError, ValueError):
        raise unexpected("token", write=False) from None
    if not isinstance(text, str) or not text.isascii() or not text:
        raise unexpected("token", write=False)
    return Token(text, asked_at + timedelta(seconds=min(seconds, _LIFETIME)) - _SKEW)
