"""Sends a stand-in's deliveries in the background and tells it how they went."""

import threading
from http.client import HTTPConnection, HTTPException
from typing import Protocol
from urllib.parse import urlsplit

from sandbox.halopsa.messages import Request, Response
from sandbox.halopsa.webhooks import Delivery

PAUSE, TIMEOUT = 0.05, 5.0  # seconds


class Delivering(Protocol):
    """An outside system that answers requests and sends some of its own."""

    def handle(self, request: Request) -> Response: ...
    def deliveries(self) -> list[Delivery]: ...
    def settle(self, delivery: Delivery, status: int | None) -> None: ...
    def addresses(self, url: str) -> dict[str, str]: ...


class DeliveryThread:
    """Drains a stand-in's deliveries until it is stopped."""

    def __init__(self, stand_in: Delivering) -> None:
        self._stand_in = stand_in
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(TIMEOUT + 1)

    def _run(self) -> None:
        while not self._stopped.wait(PAUSE):
            for delivery in self._stand_in.deliveries():
                self._stand_in.settle(delivery, send(delivery))


def send(delivery: Delivery) -> int | None:
    """POST one delivery and return the status, None when no answer came."""
    parts = urlsplit(delivery.url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    path = f"{parts.path or '/'}?{parts.query}".rstrip("?")
    try:
        connection.request("POST", path, delivery.body, dict(delivery.headers))
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
