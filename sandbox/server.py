"""The sandbox over real HTTP: a thin shell around a stand-in's `handle`."""

import json
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import parse_qsl, urlsplit

from sandbox.deliveries import Delivering, DeliveryThread
from sandbox.halopsa import ConnectionDropped, Request, Response

# Close with a reset instead of a polite end, as a crashed proxy does.
LINGER_ZERO = struct.pack("ii", 1, 0)
_LOOK_SECONDS = 0.05  # how long stopping may take


class StandIn(Protocol):
    """Whatever answers requests; it may raise ConnectionDropped."""

    def handle(self, request: Request) -> Response: ...


class Listener:
    """Serves a stand-in in background threads while it is entered."""

    scheme = "http"

    def __init__(
        self, stand_in: StandIn, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        handler = type("Handler", (_Handler,), {"stand_in": stand_in})
        self._http = self._listen((host, port), handler)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(_LOOK_SECONDS,), daemon=True
        )
        self.url = f"{self.scheme}://{host}:{self._http.server_address[1]}"

    def _listen(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]
    ) -> "HttpServer":
        return HttpServer(address, handler)

    @property
    def addresses(self) -> dict[str, str]:
        """Return the base addresses by what they are for."""
        return {"api": self.url, "admin": f"{self.url}/sandbox"}

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


class Server(Listener):
    """Serves a stand-in that also sends requests of its own, and sends them."""

    def __init__(
        self, stand_in: Delivering, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        super().__init__(stand_in, host, port)
        self._stand_in = stand_in
        self._deliveries = DeliveryThread(stand_in)

    @property
    def addresses(self) -> dict[str, str]:
        """Return the base addresses of what is served."""
        return self._stand_in.addresses(self.url)

    def __enter__(self) -> Self:
        self._deliveries.start()
        return super().__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._deliveries.stop()
        super().__exit__(kind, error, trace)


class HttpServer(ThreadingHTTPServer):
    """A thread a connection; what is open does not hold up the end."""

    # Clients keep connections open; stopping must not wait for them.
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Write headers and body as one packet.
    wbufsize = -1
    stand_in: StandIn

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def do_PUT(self) -> None:
        self._handle()

    def do_PATCH(self) -> None:
        self._handle()

    def log_message(self, *_args: object) -> None:
        """Say nothing: the ledger knows every request."""

    def _handle(self) -> None:
        try:
            response = self.stand_in.handle(self._request())
        except ConnectionDropped:
            self._drop()
            return
        except Exception as error:  # noqa: BLE001 - a bug here must show, not hang
            body = json.dumps({"sandbox_error": repr(error)}).encode()
            response = Response(500, {"Content-Type": "application/json"}, body)
        self._send(response)

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

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)
        self.wfile.flush()

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
        self.connection.close()
