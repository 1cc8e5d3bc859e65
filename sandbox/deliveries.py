"""Sends webhook deliveries in the background, once each: what fails is lost."""

import threading
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from sandbox.halopsa import HaloPsa
from sandbox.halopsa.webhooks import Delivery

PAUSE, TIMEOUT = 0.05, 5.0  # seconds


class DeliveryThread:
    """Drains a stand-in's webhooks until it is stopped."""

    def __init__(self, halo: HaloPsa) -> None:
        self._halo = halo
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(TIMEOUT + 1)

    def _run(self) -> None:
        while not self._stopped.wait(PAUSE):
            with self._halo.lock:
                deliveries = self._halo.instance.webhooks.drain()
            for delivery in deliveries:
                send(delivery)


def send(delivery: Delivery) -> int | None:
    """POST one delivery and return the status, None when no answer came."""
    parts = urlsplit(delivery.url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    path = f"{parts.path or '/'}?{parts.query}".rstrip("?")
    try:
        connection.request("POST", path, delivery.body, dict(delivery.headers))
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None  # HaloPSA documents no retry: a webhook is a lossy hint
    finally:
        connection.close()
