"""The stand-in as one object: a request in, a response out, no socket needed."""

import re
import threading
from collections import Counter
from collections.abc import Iterable
from http import HTTPStatus

from sandbox.gmail import keys
from sandbox.gmail.api import Api
from sandbox.gmail.faults import Fault
from sandbox.gmail.letters import Letter
from sandbox.gmail.mailbox import Mailbox, Stored
from sandbox.gmail.options import Options
from sandbox.gmail.pushes import Pushes
from sandbox.gmail.quota import Quota
from sandbox.gmail.reading import Reading
from sandbox.gmail.tokens import AUDIENCE, Tokens
from sandbox.gmail.users import Users
from sandbox.gmail.writing import Writing
from sandbox.halopsa.clock import Clock
from sandbox.halopsa.messages import Request, Response, empty, json_response
from sandbox.halopsa.webhooks import Delivery
from sandbox.rows import Row

_ID = re.compile(r"(?<=/)(r?[0-9a-f]{16}|[^/]+@[^/:]+)(?=$|/|:)")


class Gmail:
    """A Workspace; `faults`, `quota` and `requests` are open to simulations."""

    def __init__(
        self, mailboxes: Iterable[str], options: Options | None = None
    ) -> None:
        self.options = options or Options()
        self.clock = Clock(self.options.clock)
        self.faults: list[Fault] = []
        self.requests: Counter[str] = Counter()
        self.lock = threading.RLock()
        self.pushes = Pushes(self.options.push, self.clock, self.options.seed)
        self.users = Users(self.options, self.clock, self.pushes)
        for address in mailboxes:
            self.users.open(address)
        self.quota = Quota(
            self.options.units_per_minute,
            together=self.options.units_counted_together,
        )
        self.tokens = Tokens(self.options, self.clock, set(self.users.boxes))
        self.writing = Writing(self.options, self.clock, self.users)
        self._api = Api(self.tokens, self.quota, self.users, clock=self.clock)
        self._api.serve(Reading(self.options, self.users), self.writing)

    def handle(self, request: Request) -> Response:
        """Answer one request; raises ConnectionDropped where a fault says so."""
        with self.lock:
            self.requests[f"{request.method} {_ID.sub('ID', request.path)}"] += 1
            fault = next((f for f in self.faults if f.strikes(request)), None)
            if fault is None:
                return self._process(request)
            instead = fault.before()
            return instead or fault.after(self._process(request))

    def deliver(self, letter: Letter, *, labels: tuple[str, ...] = ()) -> list[Stored]:
        """Let a letter arrive; gives the copies."""
        with self.lock:
            return self.users.deliver(letter, labels=labels)

    def box(self, address: str) -> Mailbox:
        """Return the mailbox of an address."""
        return self.users.boxes[address]

    def deliveries(self) -> list[Delivery]:
        """Return the pushes that are due."""
        with self.lock:
            return self.pushes.drain()

    def settle(self, delivery: Delivery, status: int | None) -> None:
        """Hear how a push was answered."""
        with self.lock:
            self.pushes.settle(delivery, status)

    def addresses(self, url: str) -> dict[str, str]:
        """Return the base addresses."""
        return {"gmail": url, "token": f"{url}/token", "certs": f"{url}/certs"}

    def key_file(self) -> Row:
        """Return the service account's key as Google hands it out."""
        return {
            "type": "service_account",
            "project_id": "project",
            "private_key_id": keys.ACCOUNT,
            "private_key": keys.pem(keys.ACCOUNT),
            "client_email": self.options.service_account,
            "client_id": "1234567890",
            "token_uri": AUDIENCE,
        }

    def _process(self, request: Request) -> Response:
        if request.method == "POST" and request.path == "/token":
            return self.tokens.issue(request)
        if request.method == "POST" and request.path.endswith(":signJwt"):
            return self.tokens.sign_for(request)
        if request.method == "GET" and request.path == "/certs":
            answer = json_response({"keys": [keys.jwk(keys.GOOGLE)]})
            headers = {**answer.headers, "Cache-Control": "public, max-age=21600"}
            return Response(answer.status, headers, answer.body)
        if request.path.startswith("/gmail/"):
            return self._api.answer(request)
        return empty(HTTPStatus.NOT_FOUND)
