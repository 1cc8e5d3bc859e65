"""The authorisation server: client credentials in, an expiring bearer token out."""

import hashlib
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

from sandbox.halopsa.clock import Clock
from sandbox.halopsa.messages import Request, Response, empty, json_response
from sandbox.halopsa.options import Options
from sandbox.halopsa.query import Query

FORM = "application/x-www-form-urlencoded"
IDENTITY_SCOPES = "openid email profile offline_access roles"


class Tokens:
    """Issues tokens and tells which scopes a bearer has."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._issued = 0
        self._live: dict[str, tuple[datetime, frozenset[str]]] = {}

    def issue(self, request: Request) -> Response:
        """Answer `POST /auth/token`; only a form is understood."""
        if not request.header("Content-Type").lower().startswith(FORM):
            return _oauth_error("invalid_request", HTTPStatus.BAD_REQUEST)
        form = dict(parse_qsl(request.body.decode(errors="replace")))
        if self._tenant_is_wrong(request, form):
            return empty(HTTPStatus.INTERNAL_SERVER_ERROR)
        if form.get("grant_type") != "client_credentials":
            return _oauth_error("unsupported_grant_type", HTTPStatus.BAD_REQUEST)
        if not self._credentials_match(form):
            return _oauth_error("invalid_client", HTTPStatus.UNAUTHORIZED)
        return self._grant(form.get("scope", ""))

    def scopes(self, request: Request) -> frozenset[str] | None:
        """Return the bearer's scopes, None when the token is absent or expired."""
        kind, _, token = request.header("Authorization").partition(" ")
        live = self._live.get(token) if kind.lower() == "bearer" else None
        if live is None or live[0] <= self._clock.now():
            return None
        return live[1]

    def expire_all(self) -> None:
        self._live.clear()

    def _tenant_is_wrong(self, request: Request, form: dict[str, str]) -> bool:
        given = Query(request.pairs()).text("tenant") or form.get("tenant", "")
        if not given:
            return self._options.tenant_required
        return given.lower() != self._options.tenant.lower()

    def _credentials_match(self, form: dict[str, str]) -> bool:
        given = (form.get("client_id"), form.get("client_secret"))
        return given == (self._options.client_id, self._options.client_secret)

    def _grant(self, asked: str) -> Response:
        allowed = self._options.granted_scopes.split()
        wanted = asked.split()
        granted = [s for s in allowed if s in wanted or "all" in wanted]
        self._issued += 1
        material = f"{self._options.seed}:{self._issued}".encode()
        token = "eyJ" + hashlib.sha256(material).hexdigest()
        expires = self._clock.now() + timedelta(seconds=self._options.token_seconds)
        self._live[token] = (expires, frozenset(granted))
        return json_response(
            {
                "scope": " ".join([IDENTITY_SCOPES, *granted]),
                "token_type": "Bearer",
                "access_token": token,
                "expires_in": self._options.token_seconds,
                "id_token": "eyJ" + hashlib.sha256(b"id" + material).hexdigest(),
            }
        )


def _oauth_error(error: str, status: int) -> Response:
    body = {"error": error, "error_description": "The request was not accepted."}
    return json_response(body, status)
