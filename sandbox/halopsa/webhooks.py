"""Webhook deliveries: a lossy hint, single or batched, with Basic authentication."""

import base64
import json
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.halopsa.clock import Clock
from sandbox.rows import Row


@dataclass(frozen=True)
class WebhookSettings:
    """Where to and how reliably deliveries go; probabilities are per event."""

    url: str = ""
    username: str = ""
    password: str = ""
    batch: int = 0  # 0 = one object per delivery, N = arrays of up to N events
    duplicate: float = 0.0
    drop: float = 0.0
    reorder: bool = False
    full_object: bool = False


@dataclass(frozen=True)
class Delivery:
    """One would-be POST."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Webhooks:
    """Collects events; `drain` turns them into deliveries."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self.settings = WebhookSettings()
        self._clock = clock
        self._dice = random.Random(f"{seed}:webhooks")
        self._webhook_id = self._guid()
        self._waiting: list[Row] = []

    def publish(self, event: str, ticket: Row) -> None:
        """Note an event; nothing is kept while no webhook is configured."""
        if not self.settings.url:
            return
        known = ticket if self.settings.full_object else _key_fields(ticket)
        self._waiting.append(
            {
                "id": self._guid(),
                "webhook_id": self._webhook_id,
                "event": event,
                "object_id": ticket["id"],
                "timestamp": self._clock.stamp(),
                "ticket": {k: v for k, v in known.items() if not k.startswith("_")},
            }
        )

    def drain(self) -> list[Delivery]:
        """Return what would be sent now, with its losses and repetitions."""
        events, self._waiting = self._waiting, []
        kept = [event for event in events for _ in range(self._copies())]
        if self.settings.reorder:
            self._dice.shuffle(kept)
        size = self.settings.batch
        if not size:
            return [self._delivery(event) for event in kept]
        batches = (kept[at : at + size] for at in range(0, len(kept), size))
        return [self._delivery(batch) for batch in batches]

    def _copies(self) -> int:
        if self._dice.random() < self.settings.drop:
            return 0
        return 2 if self._dice.random() < self.settings.duplicate else 1

    def _delivery(self, payload: Row | list[Row]) -> Delivery:
        headers = {"Content-Type": "application/json"}
        if self.settings.username:
            pair = f"{self.settings.username}:{self.settings.password}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        return Delivery(self.settings.url, json.dumps(payload).encode(), headers)

    def _guid(self) -> str:
        return str(uuid.UUID(int=self._dice.getrandbits(128), version=4))


def _key_fields(ticket: Row) -> Row:
    return {k: ticket.get(k) for k in ("id", "summary", "status_id", "client_id")}
