"""HTTP/1.1 on the loopback address in front of the gateway, over TLS when asked."""

import logging
import ssl
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from functions.localhost.gateway import Request, Response
from functions.localhost.problems import HostError

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024
_BODILESS = {204, 304}
_OWN_HEADERS = {"content-length", "connection", "transfer-encoding", "date", "server"}

Answer = Callable[[Request], Response]


class LoopbackServer(ThreadingHTTPServer):
    """Serves requests in threads and can wait for the running ones."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, port: int, answer: Answer, tls: ssl.SSLContext | None = None
    ) -> None:
        self.answer = answer
        self.scheme = "https" if tls else "http"
        self._tls = tls
        self._running = 0
        self._idle = threading.Condition()
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise HostError(f"port {port} cannot be used: {error}") from error

    @property
    def host(self) -> str:
        """The address and port to call."""
        return f"127.0.0.1:{self.server_address[1]}"

    def run(self, request: Request) -> Response:
        """Answer one request, counted as running meanwhile."""
        with self._idle:
            self._running += 1
        try:
            return self.answer(request)
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  # as in the parent
        """Serve one connection; over TLS the handshake is in its thread, too."""
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(_Handler.timeout)
        with self._tls.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002  # as in the parent
        """Log what went wrong with a connection; a client that left is no error."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError | ssl.SSLError):
            log.error("a connection failed", exc_info=error)

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no request is running; false when some still are."""
        with self._idle:
            return self._idle.wait_for(lambda: self._running == 0, timeout)


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what serves https with these PEM files; raises HostError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:
        message = f"{certificate} and {key} cannot be used for https: {error}"
        raise HostError(message) from error
    return context


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "local-functions-host"
    timeout = 60
    server: LoopbackServer

    def _serve(self) -> None:
        try:
            request = self._read()
        except _Refused as refused:
            self.close_connection = True
            self._write(Response(status=refused.status))
            return
        self._write(self.server.run(request))

    def _read(self) -> Request:
        names = {name.lower() for name in self.headers}
        joined = {
            name: ",".join(self.headers.get_all(name, [])) for name in sorted(names)
        }
        host = joined.get("host") or self.server.host
        path = self.path if self.path.startswith("/") else "/"
        return Request(
            method=self.command,
            url=f"{self.server.scheme}://{host}{path}",
            headers=joined,
            body=self.rfile.read(self._length(joined)),
        )

    def _length(self, headers: dict[str, str]) -> int:
        if "transfer-encoding" in headers:
            raise _Refused(411)
        text = headers.get("content-length", "0")
        if not (text.isascii() and text.isdecimal()):
            raise _Refused(400)
        if int(text) > MAX_BODY_BYTES:
            raise _Refused(413)
        return int(text)

    def _write(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers:
            if name.lower() not in _OWN_HEADERS:
                self.send_header(name, value)
        if response.status not in _BODILESS:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and response.status not in _BODILESS:
            self.wfile.write(response.body)

    def log_message(self, *_args: Any) -> None:  # noqa: ANN401  # as in the parent
        """Say nothing: each invocation has its own log line."""


for _method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
    setattr(_Handler, f"do_{_method}", _Handler._serve)  # noqa: SLF001  # same module
