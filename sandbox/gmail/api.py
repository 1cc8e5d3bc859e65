"""Routes of the Gmail API: who may ask, what it costs, which handler answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from sandbox.gmail.mailbox import Mailbox
from sandbox.gmail.quota import Quota
from sandbox.gmail.reading import Reading
from sandbox.gmail.refusals import Refused, error, forbidden, not_found
from sandbox.gmail.tokens import Bearer, Tokens
from sandbox.gmail.users import Users
from sandbox.gmail.writing import Writing
from sandbox.halopsa.clock import Clock
from sandbox.halopsa.messages import Request, Response

_PATH = re.compile(r"/gmail/v1/users/([^/]+)/(.+)")
_READ = frozenset({"readonly", "metadata", "modify"})
_COMPOSE = frozenset({"compose", "modify"})
_SEND = frozenset({"send", "compose", "modify"})

Handler = Callable[[Mailbox, Request, str], Response]


@dataclass(frozen=True)
class Route:
    """A call: its method of the quota table, scopes that allow it, and handler."""

    pattern: str
    name: str
    scopes: frozenset[str]
    handler: Handler


class Api:
    """Answers requests for all mailboxes."""

    def __init__(
        self, tokens: Tokens, quota: Quota, users: Users, *, clock: Clock
    ) -> None:
        self._tokens = tokens
        self._quota = quota
        self._users = users
        self._clock = clock
        self._routes: list[Route] = []

    def serve(self, reading: Reading, writing: Writing) -> None:
        """Lay out the routes."""
        read, write = reading, writing
        self._routes = [
            Route(
                "GET profile",
                "profile",
                _READ | _COMPOSE,
                lambda b, _r, _i: read.profile(b),
            ),
            Route("GET history", "history", _READ, lambda b, r, _i: read.history(b, r)),
            Route(
                "GET messages",
                "messages.list",
                _READ,
                lambda b, r, _i: read.messages(b, r),
            ),
            Route(
                "GET messages/ID",
                "messages.get",
                _READ,
                lambda b, r, i: read.message(b, i, r),
            ),
            Route("POST watch", "watch", _READ, lambda b, r, _i: write.watch(b, r)),
            Route("POST stop", "stop", _READ, lambda b, _r, _i: write.stop(b)),
            Route(
                "POST messages/send",
                "messages.send",
                _SEND,
                lambda b, r, _i: write.send(b, r),
            ),
            Route(
                "POST drafts",
                "drafts.create",
                _COMPOSE,
                lambda b, r, _i: write.create_draft(b, r),
            ),
            Route(
                "GET drafts",
                "drafts.list",
                _COMPOSE | _READ,
                lambda b, r, _i: write.drafts(b, r),
            ),
            Route(
                "POST drafts/send",
                "drafts.send",
                _COMPOSE,
                lambda b, r, _i: write.send_draft(b, r),
            ),
            Route(
                "GET drafts/ID",
                "drafts.get",
                _COMPOSE | _READ,
                lambda b, _r, i: write.draft(b, i),
            ),
            Route(
                "DELETE drafts/ID",
                "drafts.delete",
                _COMPOSE,
                lambda b, _r, i: write.delete_draft(b, i),
            ),
        ]

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        try:
            return self._answer(request)
        except Refused as refusal:
            return refusal.response

    def _answer(self, request: Request) -> Response:
        found = _PATH.fullmatch(request.path)
        if found is None:
            raise not_found()
        bearer = self._tokens.bearer(request)
        if bearer is None:
            message = "Request had invalid authentication credentials."
            raise Refused(error(HTTPStatus.UNAUTHORIZED, "authError", message))
        user = bearer.mailbox if found[1] == "me" else found[1]
        if user != bearer.mailbox:
            message = f"Delegation denied for {bearer.mailbox}"
            raise forbidden(message)
        route, ident = self._route(request.method, found[2])
        _check(route, bearer, request)
        self._quota.charge(user, route.name, self._clock.now())
        return route.handler(self._users.boxes[user], request, ident)

    def _route(self, method: str, rest: str) -> tuple[Route, str]:
        head, _, ident = rest.partition("/")
        for route in self._routes:
            if route.pattern == f"{method} {rest}":
                return route, ""
            if ident and route.pattern == f"{method} {head}/ID":
                return route, ident
        raise not_found()


def _check(route: Route, bearer: Bearer, request: Request) -> None:
    """Refuse what the token's scopes don't allow."""
    held = {scope.rpartition(".")[2] for scope in bearer.scopes}
    if not held & route.scopes:
        message = "Request had insufficient authentication scopes."
        raise forbidden(message, "insufficientPermissions")
    asked = dict(request.pairs())
    if "metadata" in held and asked.get("q"):
        message = "Metadata scope does not support 'q' parameter"
        raise forbidden(message)
    reads_all = asked.get("format", "full") in {"full", "raw"}
    if "metadata" in held and reads_all and route.name == "messages.get":
        message = "Metadata scope doesn't allow format FULL"
        raise forbidden(message)
