"""The stand-in over TLS on the loopback address."""

import ssl
from http.server import BaseHTTPRequestHandler
from typing import Any

from sandbox.certificates import CertificateFiles
from sandbox.entra.app import Entra
from sandbox.server import HttpServer, Listener

_SILENT_SECONDS = 60


class Server(Listener):
    """Serves a stand-in in background threads while it is entered."""

    scheme = "https"

    def __init__(self, entra: Entra, files: CertificateFiles, *, port: int = 0) -> None:
        self._files = files
        super().__init__(entra, port=port)
        entra.tenant.base_url = self.url

    def _listen(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]
    ) -> HttpServer:
        return _TlsServer(address, handler, self._files)


class _TlsServer(HttpServer):
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
        request.settimeout(_SILENT_SECONDS)
        with self._context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the parent
        """Say nothing: tests also connect without trust and break off."""
