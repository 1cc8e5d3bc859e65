"""The stand-in as one object: a request in, a response out, no socket needed."""

import threading

from sandbox.halopsa.connection import ConnectionDropped
from sandbox.halopsa.messages import Request, Response
from sandbox.hubspot.admin import Admin
from sandbox.hubspot.faults import Fault
from sandbox.hubspot.ledger import Ledger
from sandbox.hubspot.life import live
from sandbox.hubspot.limiter import Limiter
from sandbox.hubspot.options import Options
from sandbox.hubspot.portal import portal_of
from sandbox.hubspot.refusals import Refused, missing_scope, unauthorized
from sandbox.hubspot.routes import route_of
from sandbox.rows import Row


class HubSpot:
    """One portal. `portal`, `faults` and `ledger` are open to simulations."""

    def __init__(self, options: Options | None = None) -> None:
        self.portal = portal_of(options or Options())
        self.faults: list[Fault] = []
        self.ledger = Ledger()
        self._limiter = Limiter(self.portal.options)
        self._admin = Admin(self)
        self.lock = threading.RLock()

    def handle(self, request: Request) -> Response:
        """Answer one request; raises ConnectionDropped where a fault says so."""
        with self.lock:
            if request.path.startswith("/sandbox"):
                return self._admin.answer(request)
            response = self._spoiled(request)
            self.ledger.record(request, response.status)
            return response

    def mutate(self, *operations: Row) -> list[Row]:
        """Apply what the portal's people do, as `POST /sandbox/mutate` does."""
        with self.lock:
            return [live(self.portal, operation) for operation in operations]

    def _spoiled(self, request: Request) -> Response:
        fault = next((one for one in self.faults if one.strikes(request)), None)
        if fault is None:
            return self._process(request)
        if fault.action == "respond":
            return Response(fault.status, fault.headers, fault.body.encode())
        if fault.action == "reset":
            self.ledger.record(request, 0)
            raise ConnectionDropped(processed=False)
        response = self._process(request)
        if fault.action == "lost_reply":
            self.ledger.record(request, 0)
            raise ConnectionDropped(processed=True)
        body = response.body[: max(1, len(response.body) // 2)]
        return Response(response.status, response.headers, body)

    def _process(self, request: Request) -> Response:
        try:
            scopes = self._scopes(request)
            route = route_of(request)
            now = self.portal.clock.now()
            headers = self._limiter.admit(now, search=route.search)
            if route.scope and route.scope not in scopes:
                raise missing_scope(route.scope)
            response = route.call(self.portal, request)
        except Refused as refusal:
            return refusal.response
        told = {**response.headers, **headers}
        return Response(response.status, told, response.body)

    def _scopes(self, request: Request) -> tuple[str, ...]:
        options = self.portal.options
        granted = {
            f"Bearer {options.access_token}": options.scopes,
            f"Bearer {options.setup_token}": options.setup_scopes,
        }
        if request.path == "/oauth/v2/private-apps/get/access-token-info":
            return ()  # the key stands in the body
        scopes = granted.get(request.header("Authorization"))
        if scopes is None:
            raise unauthorized()
        return scopes
