"""Routes under /api: who may ask, and which handler answers."""

from http import HTTPStatus

from sandbox.halopsa import changes
from sandbox.halopsa.catalogue import RESOURCES
from sandbox.halopsa.instance import Instance
from sandbox.halopsa.limiter import Limiter
from sandbox.halopsa.lists import Lists
from sandbox.halopsa.messages import Request, Response, empty, json_response
from sandbox.halopsa.query import Query
from sandbox.halopsa.refusals import Refused, not_found
from sandbox.halopsa.resources import Resource
from sandbox.halopsa.tokens import Tokens
from sandbox.halopsa.writes import POSTED, Posting
from sandbox.halopsa.writes.bodies import as_array, posted_rows

VERSION = "2.236.1"


class Api:
    """Answers requests for one instance."""

    def __init__(self, instance: Instance, tokens: Tokens) -> None:
        self._instance = instance
        self._tokens = tokens
        self._lists = Lists(instance)
        options = instance.options
        self._limiter = Limiter(options.requests_per_5_minutes, options.retry_after)

    def answer(self, request: Request) -> Response:
        try:
            return self._answer(request)
        except Refused as refusal:
            return refusal.response

    def _answer(self, request: Request) -> Response:
        name, _, rest = _inner_path(request).partition("/")
        if name == "authinfo":
            return self._auth_info(request)
        if refusal := self._limiter.refuse(self._instance.clock.now()):
            return refusal
        if name in {"instanceinfo", "health"}:
            return json_response({"version": VERSION, "name": "Sandbox MSP"})
        scopes = self._tokens.scopes(request)
        if scopes is None:
            raise Refused(empty(HTTPStatus.UNAUTHORIZED))
        resource = RESOURCES.get(name)
        if resource is None:
            raise not_found()
        self._check_rights(resource, request.method, rest, scopes)
        return self._dispatch(resource, request, rest)

    def _dispatch(self, resource: Resource, request: Request, rest: str) -> Response:
        query = Query(request.pairs())
        if request.method == "GET" and resource.readable:
            if rest:
                return self._lists.detail(resource, rest, query)
            return self._page(resource, query)
        if request.method == "POST" and resource.name in POSTED:
            return self._write(resource, request, rest)
        if request.method == "DELETE" and resource.name == "Tickets":
            return self._delete_ticket(rest)
        raise not_found()

    def _check_rights(
        self, resource: Resource, method: str, rest: str, scopes: frozenset[str]
    ) -> None:
        needed = resource.read if method == "GET" else resource.write
        if needed and not scopes.intersection(needed):
            raise Refused(empty(HTTPStatus.UNAUTHORIZED))
        route = resource.name.lower() + ("/{id}" if rest else "")
        for forbidden, status in self._instance.options.forbidden:
            if route in {forbidden.lower(), f"{forbidden.lower()}/{{id}}"}:
                raise Refused(empty(status))

    def _page(self, resource: Resource, query: Query) -> Response:
        response = self._lists.page(resource, query)
        instance = self._instance
        due = len(instance.inserted_tickets) < instance.options.insert_while_paging
        if due and resource.name == "Tickets" and query.flag("pageinate"):
            real = instance.ids.unknown_client  # placeholders have ids up to it
            clients = [
                row["id"] for row in instance.store["Client"] if row["id"] > real
            ]
            fields = {
                "summary": "Logged while you were paging",
                "client_id": instance.dice.choice(clients),
            }
            row = changes.create_ticket(instance, fields)
            instance.inserted_tickets.append(row["id"])
        return response

    def _write(self, resource: Resource, request: Request, rest: str) -> Response:
        single = resource.name == "Tickets" and rest == "object"
        if rest and not single:
            raise not_found()
        handler = POSTED[resource.name]
        rows = posted_rows(as_array(request) if single else request)
        written = [handler(Posting(self._instance, row)) for row in rows]
        shown = [self._shown(row, resource) for row in written]
        options = self._instance.options
        alone = len(shown) == 1 and (single or not options.reply_as_array)
        return json_response(shown[0] if alone else shown, options.write_status)

    def _shown(self, row: dict[str, object], resource: Resource) -> object:
        if resource.name == "Actions":
            ticket_id = row["ticket_id"]
            numbered = self._lists.actions_of(int(str(ticket_id)))
            row = numbered[-1]
        return self._lists.full(row, resource, Query(()))

    def _delete_ticket(self, ident: str) -> Response:
        row = (
            self._instance.store["Tickets"].get(int(ident)) if ident.isdigit() else None
        )
        if row is None or row.get("deleted"):
            raise not_found()
        changes.delete_ticket(self._instance, row["id"])
        return json_response({"id": row["id"]})

    def _auth_info(self, request: Request) -> Response:
        host = request.header("Host") or "sandbox.invalid"
        tenant = self._instance.options.tenant
        return json_response({"auth_url": f"http://{host}/auth", "tenant_id": tenant})


def _inner_path(request: Request) -> str:
    """Return the path below /api in lower case: routes match in any case."""
    return request.path.lower().removeprefix("/api").strip("/")
