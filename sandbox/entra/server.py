"""The stand-in over TLS on the loopback address."""

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from sandbox.certificates import CertificateFiles
from sandbox.entra.app import Entra
from sandbox.halopsa.messages import Request, Response


class Server:
    """Serves a stand-in in background threads while it is entered."""

    def __init__(self, entra: Entra, files: CertificateFiles, *, port: int = 0) -> None:
        handler = type("Handler", (_Handler,), {"entra": entra})
        self._http = _HttpServer(("127.0.0.1", port), handler, files)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.05,), daemon=True
        )
        self.url = f"https://127.0.0.1:{self._http.server_address[1]}"
        entra.tenant.base_url = self.url

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()


class _HttpServer(ThreadingHTTPServer):
    # Clients keep connections open; stopping must not wait for them.
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[BaseHTTPRequestHandler],
        files: CertificateFiles,
    ) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(files.certificate, files.key)
        super().__init__(address, handler)

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the parent
        """Shake hands in the connection's thread, so that no other one waits."""
        request.settimeout(_Handler.timeout)
        with self._context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the parent
        """Say nothing: tests also connect without trust and break off."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    # Write headers and body as one packet.
    wbufsize = -1
    disable_nagle_algorithm = True
    entra: Entra

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def log_message(self, *_args: object) -> None:
        """Say nothing: `Entra.served` knows every request."""

    def _handle(self) -> None:
        try:
            response = self.entra.handle(self._request())
        except Exception as error:  # noqa: BLE001 - a bug here must show, not hang
            body = json.dumps({"sandbox_error": repr(error)}).encode()
            response = Response(500, {"Content-Type": "application/json"}, body)
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)
        self.wfile.flush()

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        return Request(
            method=self.command,
            path=parts.path,
            query=parse_qsl(parts.query, keep_blank_values=True),
            headers=dict(self.headers.items()),
            body=self.rfile.read(length) if length else b"",
        )
