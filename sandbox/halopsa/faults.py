"""Faults on demand: rules that match requests and spoil their answers."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from http import HTTPStatus
from typing import Any, Self

from sandbox.halopsa import refusals
from sandbox.halopsa.limiter import rate_limited
from sandbox.halopsa.messages import Request, Response, empty, html, json_response

FAIR_USE = 300  # requests per five minutes, in the text of the 429


@dataclass
class Fault:
    """One rule: which requests (all fields must match) and what happens to them.

    `nth` counts the matching requests from 1; `count` bounds how often it strikes.
    """

    action: str
    method: str = ""
    path: str = ""  # prefix, any case
    nth: int = 0
    count: int = 0
    probability: float = 1.0
    seed: int = 0
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    retry_after: int | None = None
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            message = f"unknown fault action {self.action!r}, one of {sorted(ACTIONS)}"
            raise ValueError(message)
        self.matched = 0
        self.struck = 0
        self._dice = random.Random(self.seed)

    @classmethod
    def from_json(cls, rule: Mapping[str, Any]) -> Self:
        known = {item.name for item in fields(cls)}
        if unknown := set(rule) - known:
            message = f"unknown fault fields {sorted(unknown)}"
            raise ValueError(message)
        return cls(**rule)

    def sees(self, request: Request) -> bool:
        """Tell whether the rule is about this request, and count it."""
        method_fits = not self.method or request.method == self.method.upper()
        path_fits = request.path.lower().startswith(self.path.lower())
        self.matched += method_fits and path_fits
        return method_fits and path_fits

    def strikes(self) -> bool:
        """Tell whether the request just seen is hit, and count that."""
        its_turn = not self.nth or self.matched == self.nth
        spent = self.count and self.struck >= self.count
        if not its_turn or spent or self._dice.random() >= self.probability:
            return False
        self.struck += 1
        return True


class Faults:
    """The rules in force; the first that strikes decides."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def add(self, *rules: Fault) -> None:
        self.rules.extend(rules)

    def clear(self) -> None:
        self.rules.clear()

    def striking(self, request: Request) -> Fault | None:
        seeing = [rule for rule in self.rules if rule.sees(request)]
        return next((rule for rule in seeing if rule.strikes()), None)


def _truncated(response: Response) -> Response:
    body = response.body[: max(1, len(response.body) // 2)]
    return Response(response.status, response.headers, body)


def _emptied(response: Response) -> Response:
    """Return the same list without rows, as if the agent saw nothing any more."""
    payload = json.loads(response.body or b"[]")
    if isinstance(payload, list):
        return json_response([])
    lists: dict[str, list[object]] = {
        k: [] for k, v in payload.items() if isinstance(v, list)
    }
    return json_response({**payload, **lists, "record_count": 0})


LOGIN_PAGE = "<!DOCTYPE html><html><body><form>Log in to HaloPSA</form></body></html>"
GATEWAY_PAGE = "<html><body><h1>504 Gateway Time-out</h1></body></html>"

# Answers given instead of processing.
INSTEAD: dict[str, Callable[[Fault], Response]] = {
    "respond": lambda f: Response(f.status, f.headers, f.body.encode()),
    "rate_limit": lambda f: rate_limited(FAIR_USE, f.retry_after),
    "unauthorized": lambda _: empty(HTTPStatus.UNAUTHORIZED),
    "forbidden": lambda _: empty(HTTPStatus.FORBIDDEN),
    "server_error": lambda _: empty(HTTPStatus.INTERNAL_SERVER_ERROR),
    "gateway_timeout": lambda _: html(HTTPStatus.GATEWAY_TIMEOUT, GATEWAY_PAGE),
    "bad_request_model": lambda _: refusals.model_state(
        "id", "The value 'probe' is not valid."
    ),
    "bad_request_exception": lambda _: refusals.system_exception("Invalid Data Type"),
    "bad_request_string": lambda _: refusals.bare_string("Invalid Resource"),
    "login_page": lambda _: html(HTTPStatus.OK, LOGIN_PAGE),
}
# Changes of the answer that processing gave.
AFTERWARDS: dict[str, Callable[[Response], Response]] = {
    "truncated": _truncated,
    "empty_list": _emptied,
}
# Handled where the request is: the connection, the tokens, the time.
ELSEWHERE = frozenset({"slow", "reset", "lost_reply", "expire_tokens"})
ACTIONS = ELSEWHERE | INSTEAD.keys() | AFTERWARDS.keys()
