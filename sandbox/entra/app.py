"""The stand-in as one object: a request in, a response out, no socket needed."""

import threading
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import uuid4

from sandbox.entra import claims, discovery, pages
from sandbox.entra.admin import Admin
from sandbox.entra.authorization import Authorization
from sandbox.entra.browser import Browser
from sandbox.entra.clients import BY_SECRET, registered
from sandbox.entra.encoding import compact
from sandbox.entra.grants import Grants
from sandbox.entra.keys import SigningKey
from sandbox.entra.options import Options
from sandbox.entra.refusals import Refused, refusal
from sandbox.entra.sessions import Sessions
from sandbox.entra.tenant import Tenant
from sandbox.entra.token_endpoint import TokenEndpoint
from sandbox.halopsa.messages import Request, Response, empty, json_response
from sandbox.rows import Row

DOWN = {
    "v2.0/.well-known/openid-configuration": "discovery_down",
    "discovery/v2.0/keys": "jwks_down",
    "oauth2/v2.0/token": "token_down",
}


class Entra:
    """One tenant. Its directory, keys, faults and clock are open to tests."""

    def __init__(self, options: Options | None = None) -> None:
        self.tenant = Tenant(options or Options())
        self.directory = self.tenant.directory
        self.keys = self.tenant.keys
        self.faults = self.tenant.faults
        self.clock = self.tenant.clock
        self.served: list[str] = []  # "GET /path" of each request, the admin's not
        self._lock = threading.RLock()
        self._sessions = Sessions(self.tenant)
        self._admin = Admin(self.tenant, self.served)
        grants = Grants()
        authorization = Authorization(self.tenant, grants, self._sessions)
        self._routes: dict[str, Callable[[Request], Response]] = {
            "v2.0/.well-known/openid-configuration": self._configuration,
            "discovery/v2.0/keys": self._key_documents,
            "oauth2/v2.0/authorize": authorization.answer,
            "login": authorization.answer_form,
            "oauth2/v2.0/token": TokenEndpoint(self.tenant, grants).answer,
            "oauth2/v2.0/logout": self._log_out,
        }

    @property
    def authority(self) -> str:
        """The address MSAL is given: base and tenant."""
        return self.tenant.authority

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        with self._lock:
            if request.path.startswith("/sandbox"):
                return self._admin.answer(request)
            self.served.append(f"{request.method} {request.path}")
            try:
                return self._answered(request)
            except Refused as refused:
                return refusal(refused, self.clock.now())

    def sign_in(self, url: str, username: str) -> str:
        """Sign a person in at an authorization address; return the callback's."""
        return Browser(self.handle).sign_in(url, username)

    def mint(
        self,
        claimed: Row,
        *,
        header: Row | None = None,
        key: SigningKey | bytes | None = None,
    ) -> str:
        """Return a token of any claims; a header member None is left out.

        The header's `alg` decides how it is signed, see `encoding.compact`.
        """
        current = self.keys.current
        usual = {"typ": "JWT", "alg": "RS256", "kid": current.kid, **(header or {})}
        kept = {name: value for name, value in usual.items() if value is not None}
        return compact(kept, claimed, key or current)

    def id_claims(
        self, username: str, *, nonce: str = "", auth_time: int | None = None
    ) -> Row:
        """Return the claims of a valid ID token for the engine."""
        return claims.id_claims(
            self.tenant,
            self.tenant.options.client_id,
            self._session(username, auth_time),
            nonce=nonce,
            scope="openid profile",
        )

    def access_claims(self, username: str, scope: str = "access_as_user") -> Row:
        """Return the claims of a person's valid access token for the engine's API."""
        client = self.tenant.options.client_id
        return claims.access_claims(
            self.tenant,
            client,
            self._session(username, None),
            scope=f"api://{client}/{scope}",
            azpacr=BY_SECRET,
        )

    def app_claims(self, client_id: str) -> Row:
        """Return the claims of a valid access token of a service principal."""
        application = registered(self.tenant, client_id)
        api = self.tenant.options.client_id
        return claims.app_claims(self.tenant, application, api, BY_SECRET)

    def _session(self, username: str, auth_time: int | None) -> claims.Session:
        signed_in = self.tenant.now() if auth_time is None else auth_time
        return claims.Session(username, str(uuid4()), signed_in)

    def _answered(self, request: Request) -> Response:
        tenant_id, _, route = request.path.strip("/").partition("/")
        if (tenant_id, route) == ("common", "discovery/instance"):
            return json_response(discovery.instance_discovery(self.tenant))
        if tenant_id != self.tenant.id:
            text = (
                f"Tenant '{tenant_id}' not found. Check to make sure you have the "
                "correct tenant ID and are signing into the correct cloud."
            )
            raise Refused("invalid_tenant", 90002, text)
        if self.faults.strikes(DOWN.get(route, "")):
            return empty(HTTPStatus.SERVICE_UNAVAILABLE)
        answer = self._routes.get(route)
        return answer(request) if answer else empty(HTTPStatus.NOT_FOUND)

    def _configuration(self, _request: Request) -> Response:
        return json_response(discovery.configuration(self.tenant))

    def _key_documents(self, _request: Request) -> Response:
        return json_response(discovery.key_documents(self.tenant))

    def _log_out(self, request: Request) -> Response:
        """End the browser's session; go back only to a registered address."""
        cookie = {"Set-Cookie": self._sessions.end(request)}
        query = dict(request.pairs())
        back = query.get("post_logout_redirect_uri", "")
        if not self._is_registered(back):
            page = pages.signed_out()
            return Response(page.status, {**page.headers, **cookie}, page.body)
        state = {"state": query["state"]} if "state" in query else {}
        joint = "?" if state else ""
        where = f"{back}{joint}{urlencode(state)}"
        return Response(HTTPStatus.FOUND, {"Location": where, **cookie})

    def _is_registered(self, address: str) -> bool:
        engine = self.directory.application(self.tenant.options.client_id)
        return engine is not None and address in engine.redirect_uris
