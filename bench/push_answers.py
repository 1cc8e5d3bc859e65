"""How long a push takes over HTTP, and a function that does nothing."""

import threading
from collections.abc import Callable
from statistics import median
from time import perf_counter

import httpx

from functions.localhost.gateway import Request, Response
from functions.localhost.server import LoopbackServer
from sandbox.gmail import Gmail
from shared.identity.keys import IssuerKeys
from shared.identity.push_token import ISSUERS, PushVerifier
from shared.ports import App
from shared.services.mail import receive_push
from shared.settings import PushSettings
from shared.sources.gmail.push import certs, notification

Answer = Callable[[Request], Response]

_DONE = 204
_WARM = 5  # requests that are not counted


def seconds(
    gmail: Gmail, answer: Answer, pass_time: Callable[[float], None], *, tries: int
) -> float:
    """Post pushes to a function on the loopback address; give the median."""
    server = LoopbackServer(0, answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    mailbox = next(iter(gmail.users.boxes))
    taken = []
    with httpx.Client(base_url=f"http://{server.host}", trust_env=False) as client:
        for number in range(_WARM + tries):
            pass_time(2)
            gmail.pushes.publish(mailbox, number)
            push = gmail.pushes.drain().pop()
            began = perf_counter()
            told = client.post("/push", content=push.body, headers=push.headers)
            taken.append(perf_counter() - began)
            if told.status_code != _DONE:
                message = f"the push was answered with {told.status_code}"
                raise ValueError(message)
    server.shutdown()
    server.server_close()
    return median(taken[_WARM:])


def empty(_request: Request) -> Response:
    """Answer as a function that does nothing."""
    return Response(status=_DONE)


def answering(app: App, gmail: Gmail, url: str) -> Answer:
    """Answer as `gmail_push` does: verify, read, look whether it is known, queue."""
    options = gmail.options.push
    expected = PushSettings(
        audience=options.audience,
        service_account=options.service_account,
        subscription=options.subscription,
        certs_url=f"{url}/certs",
    )
    keys = IssuerKeys(
        certs(expected.certs_url, clock=app.now), issuers=ISSUERS, clock=app.now
    )
    verifier = PushVerifier(expected, keys, clock=app.now)

    def answer(request: Request) -> Response:
        if not verifier.allowed(request.headers.get("authorization", "")):
            return Response(status=401)
        found = notification(request.body, subscription=expected.subscription)
        if found:
            receive_push.accept(app, found)
        return Response(status=_DONE)

    return answer
