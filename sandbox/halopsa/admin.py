"""The admin routes under /sandbox; HaloPSA has nothing like them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from sandbox.halopsa.faults import Fault
from sandbox.halopsa.messages import Request, Response, empty, json_response
from sandbox.halopsa.phases import serve_phase
from sandbox.halopsa.query import Query
from sandbox.rows import Row

if TYPE_CHECKING:
    from sandbox.halopsa.app import HaloPsa

Handler = Callable[[Request], object]


class Admin:
    """Faults, clock, ledger, truth and changes of one stand-in."""

    def __init__(self, halo: "HaloPsa") -> None:
        self._halo = halo
        self._routes: dict[tuple[str, str], Handler] = {
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "requests"): self._requests,
            ("DELETE", "requests"): self._reset_requests,
            ("GET", "truth"): lambda _: halo.portfolio.truth,
            ("GET", "health"): lambda _: {"status": "ok"},
            ("POST", "clock"): self._move_clock,
            ("POST", "mutate"): self._mutate,
            ("GET", "tickets"): self._tickets,
            ("POST", "webhook"): self._configure_webhook,
            ("POST", "incidents"): self._phase,
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
        faults = rules if isinstance(rules, list) else [rules]
        self._halo.faults.add(*(Fault.from_json(rule) for rule in faults))
        return {"rules": len(self._halo.faults.rules)}

    def _clear_faults(self, _request: Request) -> Row:
        self._halo.faults.clear()
        return {"rules": 0}

    def _requests(self, request: Request) -> Row:
        return self._halo.ledger.told(full=Query(request.pairs()).text("full") == "1")

    def _reset_requests(self, _request: Request) -> Row:
        self._halo.ledger.reset()
        return self._halo.ledger.told()

    def _move_clock(self, request: Request) -> Row:
        """Take `{"now": ISO}`, `{"advance_seconds": N}` or `{"real": true}`."""
        wanted = json.loads(request.body)
        clock = self._halo.instance.clock
        if wanted.get("real"):
            clock.release()
        elif "now" in wanted:
            clock.set(_aware(wanted["now"]))
        else:
            clock.advance(wanted["advance_seconds"])
        return {"now": clock.stamp()}

    def _mutate(self, request: Request) -> list[Row]:
        operations = json.loads(request.body)
        listed = operations if isinstance(operations, list) else [operations]
        return self._halo.mutate(*listed)

    def _tickets(self, request: Request) -> list[Row]:
        """Return tickets as kept; `created=1` those made through the API."""
        tickets = self._halo.instance.store["Tickets"]
        if Query(request.pairs()).text("created") == "1":
            return [tickets.get(n) or {} for n in self._halo.instance.created_tickets]
        return list(tickets)

    def _configure_webhook(self, request: Request) -> Row:
        webhooks = self._halo.instance.webhooks
        webhooks.settings = replace(webhooks.settings, **json.loads(request.body))
        return {"url": webhooks.settings.url}

    def _phase(self, request: Request) -> Row:
        moved = serve_phase(self._halo.instance, json.loads(request.body)["phase"])
        return {"tickets": moved}


def _aware(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        message = f"an instant with its zone is needed, not {text!r}"
        raise ValueError(message)
    return at
