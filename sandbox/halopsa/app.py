"""The stand-in as one object: a request in, a response out, no socket needed."""

import threading
import time
from collections.abc import Callable
from http import HTTPStatus

from sandbox.halopsa.admin import Admin
from sandbox.halopsa.api import Api
from sandbox.halopsa.connection import ConnectionDropped
from sandbox.halopsa.faults import AFTERWARDS, INSTEAD, Fault, Faults
from sandbox.halopsa.instance import instance_of
from sandbox.halopsa.ledger import Ledger
from sandbox.halopsa.messages import Request, Response, empty
from sandbox.halopsa.mutations import mutate
from sandbox.halopsa.options import Options
from sandbox.halopsa.tokens import Tokens
from sandbox.halopsa.webhooks import Delivery
from sandbox.portfolio import Portfolio
from sandbox.rows import Row


class HaloPsa:
    """One tenant. `instance`, `faults` and `ledger` are open to simulations."""

    def __init__(
        self,
        portfolio: Portfolio,
        options: Options | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.portfolio = portfolio
        self.instance = instance_of(portfolio, options or Options())
        self.tokens = Tokens(self.instance.options, self.instance.clock)
        self.faults = Faults()
        self.ledger = Ledger()
        self._api = Api(self.instance, self.tokens)
        self._admin = Admin(self)
        self._sleep = sleep
        self.lock = threading.RLock()

    def handle(self, request: Request) -> Response:
        """Answer one request; raises ConnectionDropped where a fault says so."""
        if request.path.lower().startswith("/sandbox"):
            with self.lock:
                return self._admin.answer(request)
        with self.lock:
            number = self.ledger.record(request, self.instance.clock.stamp())
            fault = self.faults.striking(request)
        if fault is not None and fault.seconds:
            self._sleep(fault.seconds)  # outside the lock: others go on meanwhile
        with self.lock:
            response = self._spoiled(request, fault)
            self.ledger.settle(number, response.status)
        return response

    def mutate(self, *operations: Row) -> list[Row]:
        """Apply admin operations, the same as `POST /sandbox/mutate`."""
        with self.lock:
            return [mutate(self.instance, operation) for operation in operations]

    def deliveries(self) -> list[Delivery]:
        """Return the webhook deliveries that are due."""
        with self.lock:
            return self.instance.webhooks.drain()

    def settle(self, delivery: Delivery, status: int | None) -> None:
        """Leave it: HaloPSA documents no retry, a webhook is a lossy hint."""

    def addresses(self, url: str) -> dict[str, str]:
        """Return the base addresses of API, authorisation and admin."""
        return {"api": f"{url}/api", "auth": f"{url}/auth", "admin": f"{url}/sandbox"}

    def _spoiled(self, request: Request, fault: Fault | None) -> Response:
        if fault is None:
            return self._process(request)
        if fault.action in INSTEAD:
            return INSTEAD[fault.action](fault)
        if fault.action == "reset":
            raise ConnectionDropped(processed=False)
        if fault.action == "expire_tokens":
            self.tokens.expire_all()
        response = self._process(request)
        if fault.action == "lost_reply":
            raise ConnectionDropped(processed=True)
        if fault.action in AFTERWARDS and response.status < HTTPStatus.BAD_REQUEST:
            return AFTERWARDS[fault.action](response)
        return response

    def _process(self, request: Request) -> Response:
        path = request.path.lower().rstrip("/")
        if path == "/auth/token" and request.method == "POST":
            return self.tokens.issue(request)
        if path.startswith("/api/"):
            return self._api.answer(request)
        return empty(HTTPStatus.NOT_FOUND)
