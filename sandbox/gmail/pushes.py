"""Pub/Sub: notifications on their way to the engine, lossy, doubled, out of order."""

import json
import random
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.gmail import keys
from sandbox.gmail.options import PushOptions
from sandbox.halopsa.clock import Clock
from sandbox.halopsa.webhooks import Delivery
from sandbox.rows import Row

ISSUER = "https://accounts.google.com"
_TOKEN = timedelta(hours=1)
_BACKOFF = timedelta(seconds=10)
_SUCCESS = range(200, 205)


@dataclass(frozen=True)
class _Waiting:
    """A notification and when it may be sent."""

    at: datetime
    body: bytes


class Pushes:
    """Notifications of all mailboxes; `counts` tells what became of them."""

    def __init__(self, options: PushOptions, clock: Clock, seed: int) -> None:
        self.options = options
        self.counts: Counter[str] = Counter()
        self._clock = clock
        self._dice = random.Random(f"{seed}:pushes")
        self._last: dict[str, datetime] = {}
        self._waiting: list[_Waiting] = []

    def publish(self, mailbox: str, history_id: int) -> None:
        """Notify of a change; more than one a second for a user is dropped."""
        now = self._clock.now()
        last = self._last.get(mailbox)
        if last is not None and now - last < timedelta(seconds=1):
            self.counts["over rate"] += 1
            return
        self._last[mailbox] = now
        if self._dice.random() < self.options.drop:
            self.counts["dropped"] += 1
            return
        body = self._body({"emailAddress": mailbox, "historyId": history_id})
        copies = 2 if self._dice.random() < self.options.duplicate else 1
        self.counts["published"] += 1
        self.counts["doubled"] += copies - 1
        self._waiting += [_Waiting(now, body)] * copies

    def drain(self) -> list[Delivery]:
        """Return what would be sent now."""
        if not self.options.url:
            return []
        now = self._clock.now()
        due = [one for one in self._waiting if one.at <= now]
        self._waiting = [one for one in self._waiting if one.at > now]
        if self.options.reorder:
            self._dice.shuffle(due)
        return [self.delivery(one.body) for one in due]

    def settle(self, delivery: Delivery, status: int | None) -> None:
        """Send again later what was not acknowledged."""
        if status not in _SUCCESS:
            self.counts["sent again"] += 1
            again = self._clock.now() + _BACKOFF
            self._waiting.append(_Waiting(again, delivery.body))

    def delivery(self, body: bytes, token: str | None = None) -> Delivery:
        """Return a push with its token, or with another one."""
        bearer = keys.signed(keys.GOOGLE, self.claims()) if token is None else token
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {bearer}",
        }
        return Delivery(self.options.url, body, headers)

    def claims(self, **over: object) -> dict[str, Any]:
        """Return the claims of a push's token."""
        now = self._clock.now()
        return {
            "aud": self.options.audience,
            "azp": "1234567890",
            "email": self.options.service_account,
            "email_verified": True,
            "exp": int((now + _TOKEN).timestamp()),
            "iat": int(now.timestamp()),
            "iss": ISSUER,
            "sub": "1234567890",
            **over,
        }

    def _body(self, notification: Row) -> bytes:
        number = str(self._dice.randrange(10**15, 10**16))
        at = self._clock.stamp() + "Z"
        message = {
            "data": b64encode(json.dumps(notification).encode()).decode(),
            "messageId": number,
            "message_id": number,
            "publishTime": at,
            "publish_time": at,
        }
        content = {"message": message, "subscription": self.options.subscription}
        return json.dumps(content).encode()
