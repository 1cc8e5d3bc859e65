"""Carries requests to the stand-in, in this process and without waiting."""

from datetime import timedelta

import httpx

from sandbox.halopsa import ConnectionDropped, Request


class SandboxTransport(httpx.BaseTransport):
    """An httpx transport that ends at `HaloPsa.handle`."""

    def __init__(self, halopsa):
        self._halopsa = halopsa

    def handle_request(self, request):
        asked = Request(
            method=request.method,
            path=request.url.path,
            query=list(request.url.params.multi_items()),
            headers=dict(request.headers),
            body=request.read(),
        )
        try:
            answer = self._halopsa.handle(asked)
        except ConnectionDropped as error:
            raise httpx.RemoteProtocolError(str(error), request=request) from error
        return httpx.Response(
            answer.status,
            headers=dict(answer.headers),
            content=answer.body,
            request=request,
        )


class SteppedClock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self, now):
        self.now = now
        self.sleeps = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.sleeps.append(seconds)
        self.now += timedelta(seconds=seconds)
