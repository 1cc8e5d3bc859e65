"""The admin routes under /sandbox; the real service has nothing like them."""

import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from sandbox.entra.keys import strange_key
from sandbox.entra.tenant import Tenant
from sandbox.halopsa.messages import Request, Response, empty, json_response
from sandbox.rows import Row

Handler = Callable[[Row], object]


class Admin:
    """Faults, keys, people and the clock of one stand-in."""

    def __init__(self, tenant: Tenant, served: list[str]) -> None:
        self._tenant = tenant
        self._routes: dict[tuple[str, str], Handler] = {
            ("GET", "health"): lambda _: {"status": "ok"},
            ("GET", "requests"): lambda _: list(served),
            ("GET", "strange_keys"): lambda _: {"keys": [strange_key().jwk()]},
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): lambda _: tenant.faults.clear(),
            ("POST", "keys"): self._roll,
            ("POST", "people"): self._change_person,
            ("POST", "clock"): self._move_clock,
        }

    def answer(self, request: Request) -> Response:
        route = request.path.removeprefix("/sandbox").strip("/")
        handler = self._routes.get((request.method, route))
        if handler is None:
            return empty(HTTPStatus.NOT_FOUND)
        try:
            return json_response(handler(json.loads(request.body or b"{}")))
        except (ValueError, KeyError, TypeError) as error:
            return json_response({"error": str(error)}, HTTPStatus.BAD_REQUEST)

    def _add_fault(self, wanted: Row) -> Row:
        """Take `{"name": NAME, "count": N}`; without a count it lasts."""
        self._tenant.faults.add(wanted["name"], wanted.get("count", 0))
        return wanted

    def _roll(self, wanted: Row) -> Row:
        """Take `{"overlap": true}`, or false for an emergency roll."""
        return {"kid": self._tenant.keys.roll(overlap=wanted["overlap"]).kid}

    def _change_person(self, wanted: Row) -> Row:
        """Take a username with `add_role`, `remove_role` or `disabled`."""
        people, username = self._tenant.directory, wanted["username"]
        if role := wanted.get("add_role"):
            people.add_role(username, role)
        if role := wanted.get("remove_role"):
            people.remove_role(username, role)
        if "disabled" in wanted:
            (people.disable if wanted["disabled"] else people.enable)(username)
        return {"username": username, "roles": people.user(username).roles}

    def _move_clock(self, wanted: Row) -> Row:
        """Take `{"now": ISO}`, `{"advance_seconds": N}` or `{"real": true}`."""
        clock = self._tenant.clock
        if wanted.get("real"):
            clock.release()
        elif "now" in wanted:
            clock.set(datetime.fromisoformat(wanted["now"]))
        else:
            clock.advance(wanted["advance_seconds"])
        return {"now": clock.now().isoformat()}
