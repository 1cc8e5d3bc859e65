"""Faults on demand: rules that match requests and spoil their answers."""

import random
from dataclasses import dataclass
from http import HTTPStatus

from sandbox.gmail.refusals import error
from sandbox.halopsa.connection import ConnectionDropped
from sandbox.halopsa.messages import Request, Response, html

ACTIONS = ("refuse", "page", "cut", "reset", "lost_reply", "refuse_after")


@dataclass
class Fault:
    """Which requests (method and a part of the path) and what happens to them.

    `refuse` answers an error instead, `refuse_after` one after the work was done;
    `page` answers with HTML and `cut` with half of the answer, as proxies do;
    `reset` drops the connection before, `lost_reply` after the work.
    """

    action: str
    method: str = ""
    path: str = ""
    status: int = 503
    reason: str = "backendError"
    text: str = "The service is at a loss."
    retry_after: int | None = None
    nth: int = 0
    count: int = 0
    probability: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            message = f"unknown fault action {self.action!r}, one of {ACTIONS}"
            raise ValueError(message)
        self.matched = 0
        self.struck = 0
        self._dice = random.Random(self.seed)

    def strikes(self, request: Request) -> bool:
        """Tell whether the request is hit, and count both."""
        if self.method not in {"", request.method} or self.path not in request.path:
            return False
        self.matched += 1
        spent = self.count and self.struck >= self.count
        if spent or (self.nth and self.matched != self.nth):
            return False
        if self._dice.random() >= self.probability:
            return False
        self.struck += 1
        return True

    def before(self) -> Response | None:
        """Return the answer that comes instead, None when the work is done."""
        if self.action == "reset":
            raise ConnectionDropped(processed=False)
        if self.action == "page":
            return html(HTTPStatus.OK, "<html><body>Sign in</body></html>")
        return self._error() if self.action == "refuse" else None

    def after(self, response: Response) -> Response:
        """Return what the caller sees of an answer."""
        if self.action == "lost_reply":
            raise ConnectionDropped(processed=True)
        if self.action == "cut":
            half = response.body[: len(response.body) // 2]
            return Response(response.status, response.headers, half)
        return self._error() if self.action == "refuse_after" else response

    def _error(self) -> Response:
        return error(self.status, self.reason, self.text, retry_after=self.retry_after)
