"""The HaloPSA stand-in in the same process, as an httpx transport."""

import httpx

from sandbox.halopsa.connection import ConnectionDropped
from sandbox.halopsa.messages import Request

HIDDEN = {"content-length", "transfer-encoding", "content-encoding"}


class InProcess(httpx.BaseTransport):
    """Hands requests to a `handle(Request) -> Response`, without a socket."""

    def __init__(self, handle):
        self._handle = handle

    def handle_request(self, request):
        try:
            answer = self._handle(
                Request(
                    method=request.method,
                    path=request.url.path,
                    query=list(request.url.params.multi_items()),
                    headers=dict(request.headers),
                    body=request.read(),
                )
            )
        except ConnectionDropped as error:
            raise httpx.ReadError(str(error), request=request) from error
        headers = {k: v for k, v in answer.headers.items() if k.lower() not in HIDDEN}
        return httpx.Response(
            answer.status, headers=headers, content=answer.body, request=request
        )
