"""A Workspace whose account managers get mail from a few of the MSP's customers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sandbox.demo.basis import Basis
from sandbox.gmail import Gmail, Letter
from sandbox.gmail.cast import correspondents
from sandbox.gmail.conversations import Plan, letters
from sandbox.server import Server

SENDER = "renewals@msp.example"
_EACH = 3  # whose health falls, and who are well: a minute's quota reads them all
_DAYS, _RATE = 84, 0.14


class Workspace:
    """The stand-in over HTTP, and the settings that lead the engine to it."""

    def __init__(self, gmail: Gmail, url: str, count: int) -> None:
        self._gmail = gmail
        self._url = url
        self.letters = count

    def settings(self) -> dict[str, str]:
        """Give the documented settings, as an operator writes them."""
        boxes = [box for box in self._gmail.users.boxes if box != SENDER]
        return {
            "GMAIL_MAILBOXES": ",".join(boxes),
            "GMAIL_SENDER": SENDER,
            "GMAIL_BASE_URL": self._url,
            "GOOGLE_TOKEN_URL": f"{self._url}/token",
            "GOOGLE_CERTS_URL": f"{self._url}/certs",
            "GOOGLE_SERVICE_ACCOUNT_KEY": json.dumps(self._gmail.key_file()),
        }

    def requests(self) -> int:
        """Count the requests so far."""
        return self._gmail.requests.total()


@contextmanager
def running_gmail(basis: Basis) -> Iterator[Workspace]:
    """Serve the mail of the weeks before the basis's day, the same every time."""
    post, boxes = _post(basis)
    gmail = Gmail([*boxes, SENDER])
    for letter in post:
        gmail.deliver(letter, labels=("SPAM",) if letter.why == "spam" else ())
    with Server(gmail) as server:
        yield Workspace(gmail, server.url, len(post))


def _post(basis: Basis) -> tuple[list[Letter], list[str]]:
    everyone = correspondents(
        basis.seed,
        contracts=basis.contracts,
        tickets=basis.tickets,
        as_of=basis.as_of,
    )
    unwell = [one for one in everyone if one.latent < 0]
    falling = sorted(unwell, key=lambda one: one.trend)[:_EACH]
    healthy = sorted(everyone, key=lambda one: -one.latent)[:_EACH]
    writers = {one.customer_id: one for one in (*falling, *healthy)}
    plan = Plan(
        first_day=basis.as_of - timedelta(days=_DAYS),
        days=_DAYS - 1,
        seed=basis.seed,
        rate=_RATE,
    )
    boxes = sorted({one.manager for one in everyone})
    return letters(plan, list(writers.values())), boxes
