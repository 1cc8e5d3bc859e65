"""The admin routes under /sandbox; HubSpot has nothing like them."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from sandbox.halopsa.messages import Request, Response, empty, json_response
from sandbox.hubspot.faults import Fault
from sandbox.hubspot.keeping import kept, restore
from sandbox.hubspot.kinds import KINDS
from sandbox.hubspot.records import shown
from sandbox.rows import Row

if TYPE_CHECKING:
    from sandbox.hubspot.app import HubSpot

Handler = Callable[[Request], object]


class Admin:
    """Faults, ledger, truth and changes of one stand-in."""

    def __init__(self, hub: "HubSpot") -> None:
        self._hub = hub
        self._routes: dict[tuple[str, str], Handler] = {
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "requests"): self._requests,
            ("DELETE", "requests"): self._reset,
            ("GET", "records"): self._records,
            ("GET", "health"): lambda _: {"status": "ok"},
            ("POST", "mutate"): self._mutate,
            ("GET", "portal"): lambda _: kept(hub.portal),
            ("POST", "portal"): self._restore,
        }

    def answer(self, request: Request) -> Response:
        route = request.path.lower().removeprefix("/sandbox").strip("/")
        handler = self._routes.get((request.method, route))
        if handler is None:
            return empty(HTTPStatus.NOT_FOUND)
        try:
            return json_response(handler(request))
        except (ValueError, KeyError, TypeError) as error:
            return json_response({"error": str(error)}, HTTPStatus.BAD_REQUEST)

    def _add_faults(self, request: Request) -> Row:
        rules = json.loads(request.body)
        for rule in rules if isinstance(rules, list) else [rules]:
            self._hub.faults.append(Fault.from_json(rule))
        return {"rules": len(self._hub.faults)}

    def _clear_faults(self, _request: Request) -> Row:
        self._hub.faults.clear()
        return {"rules": 0}

    def _requests(self, request: Request) -> Row:
        full = dict(request.pairs()).get("full") == "1"
        return self._hub.ledger.told(full=full)

    def _reset(self, _request: Request) -> Row:
        self._hub.ledger.reset()
        return self._hub.ledger.told()

    def _records(self, request: Request) -> list[Row]:
        """Return the live records of `?kind=` as they truly stand."""
        kind = KINDS[dict(request.pairs())["kind"]]
        shelf = self._hub.portal.records[kind]
        return [
            {"id": record.id, "properties": shown(kind, record)}
            for record in shelf.ordered()
        ]

    def _restore(self, request: Request) -> Row:
        restore(self._hub.portal, json.loads(request.body))
        return {"status": "ok"}

    def _mutate(self, request: Request) -> list[Row]:
        operations = json.loads(request.body)
        listed = operations if isinstance(operations, list) else [operations]
        return self._hub.mutate(*listed)
