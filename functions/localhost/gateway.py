"""The HTTP trigger without a socket: route, key, function, response."""

import hmac
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func

from functions.localhost.index import Function
from functions.localhost.invocation import invoke
from functions.localhost.routes import Route, compile_route

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Request:
    """An HTTP request; `url` is absolute and header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, still percent-encoded."""
        return urlsplit(self.url).path

    @property
    def params(self) -> dict[str, str]:
        """The query; repeated names are joined by commas, as the host does."""
        joined: dict[str, str] = {}
        query = urlsplit(self.url).query
        for name, value in parse_qsl(query, keep_blank_values=True):
            joined[name] = f"{joined[name]},{value}" if name in joined else value
        return joined


@dataclass(frozen=True, kw_only=True)
class Response:
    """An HTTP response; headers may repeat (Set-Cookie)."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        wanted = name.lower()
        return next((v for k, v in self.headers if k.lower() == wanted), None)


class Gateway:
    """Answers requests with the app's HTTP functions."""

    def __init__(self, functions: Sequence[Function], prefix: str, key: str) -> None:
        self._key = key
        routes = [(compile_route(f"{prefix}/{one.route}"), one) for one in functions]
        # ASP.NET tries literal segments before parameters, whatever the order.
        self._routes = sorted(routes, key=lambda pair: pair[0].rank)

    @property
    def routes(self) -> Sequence[tuple[Route, Function]]:
        """The routes in the order in which they are tried."""
        return self._routes

    def answer(self, request: Request) -> Response:
        """Run the function that the request is for."""
        found = self._find(request)
        if found is None:
            return _refused(request, 404)
        function, route_params = found
        if not self._allowed(function, request):
            return _refused(request, 401)
        done = invoke(
            function,
            func.HttpRequest(
                request.method,
                request.url,
                headers=request.headers,
                params=request.params,
                route_params=route_params,
                body=request.body,
            ),
            check=to_response,
            details={"method": request.method, "path": request.path},
        )
        returned = done.returned
        return returned if isinstance(returned, Response) else Response(status=500)

    def _find(self, request: Request) -> tuple[Function, dict[str, str]] | None:
        for route, function in self._routes:
            if function.methods and request.method.upper() not in function.methods:
                continue
            params = route.match(request.path)
            if params is not None:
                return function, params
        return None

    def _allowed(self, function: Function, request: Request) -> bool:
        if function.auth_level == "ANONYMOUS":
            return True
        given = request.headers.get("x-functions-key") or request.params.get("code", "")
        return hmac.compare_digest(given.encode(), self._key.encode())


def to_response(returned: object) -> Response:
    """Convert a returned value as the worker does, or fail the invocation."""
    if isinstance(returned, str):
        plain = ("Content-Type", "text/plain; charset=utf-8")
        return Response(status=200, headers=[plain], body=returned.encode())
    if not isinstance(returned, func.HttpResponse):
        raise TypeError(
            f"an HTTP function returned {type(returned).__name__}, "
            f"not an HttpResponse or a str"
        )
    headers = [(name, value) for name, value in returned.headers.items()]
    if "content-type" not in returned.headers:
        headers.append(("Content-Type", _content_type(returned)))
    body = returned.get_body() or b""
    return Response(status=returned.status_code, headers=headers, body=body)


def _content_type(response: func.HttpResponse) -> str:
    text = str(response.mimetype)
    return f"{text}; charset={response.charset}" if text.startswith("text/") else text


def _refused(request: Request, status: int) -> Response:
    # The path only: the query may hold a key.
    log.info("%s %s: %d", request.method, request.path, status)
    return Response(status=status)
