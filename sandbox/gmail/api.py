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
        self._routes: tuple[Route, ...] = ()

    def serve(self, read: Reading, write: Writing) -> None:
        """Lay out the routes."""
        self._routes = (
            Route("GET profile", "profile", _READ | _COMPOSE, read.profile),
            Route("GET history", "history", _READ, read.history),
            Route("GET messages", "messages.list", _READ, read.messages),
            Route("GET messages/ID", "messages.get", _READ, read.message),
            Route("POST watch", "watch", _READ, write.watch),
            Route("POST stop", "stop", _READ, write.stop),
            Route("POST messages/send", "messages.send", _SEND, write.send),
            Route("POST drafts", "drafts.create", _COMPOSE, write.create_draft),
            Route("GET drafts", "drafts.list", _READ | _COMPOSE, write.drafts),
            Route("POST drafts/send", "drafts.send", _COMPOSE, write.send_draft),
            Route("GET drafts/ID", "drafts.get", _READ | _COMPOSE, write.draft),
            Route("DELETE drafts/ID", "drafts.delete", _COMPOSE, write.delete_draft),
        )

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
