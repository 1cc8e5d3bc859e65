"""Requests and responses, free of any socket."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(frozen=True)
class Request:
    """One HTTP request; `query` is a mapping or pairs, already percent-decoded."""

    method: str
    path: str
    query: Mapping[str, str] | Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        wanted = name.lower()
        for key, value in self.headers.items():
            if key.lower() == wanted:
                return value
        return ""

    def pairs(self) -> list[tuple[str, str]]:
        if isinstance(self.query, Mapping):
            return list(self.query.items())
        return list(self.query)


@dataclass(frozen=True)
class Response:
    """One HTTP response."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> object:
        """Return the decoded body, for tests and simulations."""
        return json.loads(self.body)


def json_response(payload: object, status: int = HTTPStatus.OK) -> Response:
    """Return a JSON response, encoded the same way every time."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, {"Content-Type": "application/json; charset=utf-8"}, body)


def empty(status: int) -> Response:
    """Return a response without a body, as HaloPSA does for 401, 403, 404 and 500."""
    return Response(status)


def text(status: int, body: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a plain text response."""
    return Response(
        status, {"Content-Type": "text/plain", **(headers or {})}, body.encode()
    )


def html(status: int, body: str) -> Response:
    """Return an HTML page, as proxies and sign-in pages do."""
    return Response(status, {"Content-Type": "text/html"}, body.encode())
