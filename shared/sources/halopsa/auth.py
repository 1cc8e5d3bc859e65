"""Tokens by client credentials, cached until shortly before they expire."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from urllib.parse import urlencode

from shared.domain.errors import SourceRejected, SourceUnavailable
from shared.sources.halopsa.addresses import checked_address
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.errors import lost, refusal, unexpected
from shared.sources.halopsa.pacing import Pacing
from shared.sources.halopsa.scopes import INVENTORY, REQUESTED
from shared.sources.web.reply import Reply, decoded
from shared.sources.web.wire import Lost, Wire

_SKEW = timedelta(seconds=60)
_LIFETIME = 3600
_LONGEST_LIFETIME = 24 * 3600
_BEARER = re.compile(r"[!-~]{1,20000}")
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token and what it is good for."""

    text: str
    scopes: tuple[str, ...]
    expires_at: datetime


class Tokens:
    """Gives the current token to all threads of this process."""

    def __init__(
        self,
        config: HaloConfig,
        wire: Wire,
        *,
        pacing: Pacing,
        clock: Callable[[], datetime],
    ) -> None:
        self._config = config
        self._wire = wire
        self._pacing = pacing
        self._clock = clock
        self._lock = Lock()
        self._token: Token | None = None
        self._server = config.token_server
        self._tenant = config.tenant

    def current(self) -> Token:
        """Give a token that will not expire within a minute, asking for one if needed.

        Raises SourceRejected when the credentials are refused.
        """
        with self._lock:
            if self._token is None or self._token.expires_at <= self._clock():
                self._token = self._pacing.persist(self._ask)
            return self._token

    def forget(self, token: Token) -> None:
        """Drop a token that was refused, unless another thread has replaced it."""
        with self._lock:
            if self._token is token:
                self._token = None

    def _ask(self) -> Token | SourceUnavailable:
        reply = self._post()
        if isinstance(reply, SourceUnavailable):
            return reply
        if reply.status == HTTPStatus.NOT_FOUND and not self._config.auth_url:
            # Trial hosts have their authorisation server elsewhere and say where.
            self._discover()
            reply = self._post()
            if isinstance(reply, SourceUnavailable):
                return reply
        if not reply.ok:
            return self._refused(reply)
        return self._read(reply)

    def _post(self) -> Reply | SourceUnavailable:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._config.client_id,
            "client_secret": self._config.client_secret,
            "scope": self._wanted,
        }
        url = (
            self._server if self._server.endswith("/token") else f"{self._server}/token"
        )
        tenant = {"tenant": self._tenant} if self._tenant else None
        try:
            return self._wire.send(
                "POST", url, headers=_FORM, params=tenant, body=urlencode(form).encode()
            )
        except Lost as error:
            # Asking for a token twice does no harm, so this counts as a read.
            return lost("POST /token", error, write=False)

    @property
    def _wanted(self) -> str:
        more = INVENTORY if self._config.inventory else ()
        return " ".join((REQUESTED, *more))

    def _refused(self, reply: Reply) -> SourceUnavailable:
        error = refusal("POST /token", reply, write=False, now=self._clock())
        if isinstance(error, SourceUnavailable):
            # A wrong tenant is answered with 500.
            return error
        message = f"HALOPSA_CLIENT_ID or HALOPSA_CLIENT_SECRET refused: {error}"
        raise SourceRejected(message, request_id=error.request_id)

    def _read(self, reply: Reply) -> Token | SourceUnavailable:
        fields = _object_in(reply)
        text = fields.get("access_token")
        if not isinstance(text, str) or not _BEARER.fullmatch(text):
            return unexpected("POST /token", reply, "no access_token", write=False)
        # A reply that names no scope has granted what was asked for (RFC 6749, 5.1).
        scope = fields.get("scope")
        granted = scope if isinstance(scope, str) else self._wanted
        return Token(
            text=text,
            scopes=tuple(granted.split()),
            expires_at=self._clock() + _lifetime(fields.get("expires_in")) - _SKEW,
        )

    def _discover(self) -> None:
        url = f"{self._config.resource_server}/authinfo"
        try:
            reply = self._wire.send("GET", url)
        except Lost as error:
            raise lost("GET /authinfo", error, write=False) from error
        if not reply.ok:
            raise refusal("GET /authinfo", reply, write=False, now=self._clock())
        fields = _object_in(reply)
        self._server = checked_address(
            str(fields.get("auth_url") or ""),
            setting="auth_url of /authinfo",
            allow_local=self._config.allow_local,
        )
        self._tenant = self._tenant or str(fields.get("tenant_id") or "")


def _object_in(reply: Reply) -> Mapping[str, object]:
    try:
        payload = decoded(reply.body)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}


def _lifetime(value: object) -> timedelta:
    try:
        seconds = int(str(value))
    except ValueError:
        seconds = _LIFETIME
    return timedelta(seconds=min(max(seconds, 0), _LONGEST_LIFETIME))
