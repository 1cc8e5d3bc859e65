"""Calls to HubSpot: authorised, paced, within the limits, refused in our words."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from threading import Lock

from shared.domain.errors import OutcomeUnknown, SourceError, SourceUnavailable
from shared.sources.hubspot.errors import HeldBack, Policy, lost, refusal, unexpected
from shared.sources.hubspot.limits import Limits
from shared.sources.hubspot.pacing import Pacing
from shared.sources.web.reply import Reply, decoded
from shared.sources.web.wire import Lost, Wire


class Effort(Enum):
    """What a call does over there, which decides whether it may be sent again."""

    READ = "read"
    SEARCH = "search"
    REPLAY = "replay"  # a write that comes to the same when it is done twice
    ONCE = "once"  # a write that would be done twice


@dataclass(frozen=True, slots=True)
class Call:
    """One call; its text is what error messages name."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    effort: Effort = Effort.READ

    @property
    def once(self) -> bool:
        """Whether its outcome is unknown when the answer is lost."""
        return self.effort is Effort.ONCE

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


Send = Callable[[Call], object]


class Transport:
    """Sends calls and gives decoded JSON; None where the answer has no body."""

    def __init__(  # noqa: PLR0913 - the portal, and all that holds a call back
        self,
        base_url: str,
        *,
        token: str,
        wire: Wire,
        search_wire: Wire,
        limits: Limits,
        pacing: Pacing,
        clock: Callable[[], datetime],
        gate: Callable[[Send], None],
    ) -> None:
        self._base_url = base_url
        self._token = token
        self._wire = wire
        self._search_wire = search_wire
        self._limits = limits
        self._pacing = pacing
        self._clock = clock
        self._gate = gate
        self._lock = Lock()
        self._is_open = False

    def get(self, path: str, params: Mapping[str, str] | None = None) -> object:
        """Read JSON; Missing on 404."""
        return self.send(Call("GET", path, params or {}))

    def post(self, path: str, body: object, effort: Effort) -> object:
        """Send JSON; see `Effort` for what becomes of a lost answer."""
        data = json.dumps(body, ensure_ascii=False).encode()
        return self.send(Call("POST", path, body=data, effort=effort))

    def send(self, call: Call) -> object:
        """Send a call until there is an answer or waiting won't help."""
        self.open()
        return self._sent(call)

    def open(self) -> None:
        """Ask the gate before the first call; it raises if nothing may be sent."""
        with self._lock:
            if not self._is_open:
                self._gate(self._sent)
                self._is_open = True

    def _sent(self, call: Call) -> object:
        return self._pacing.persist(lambda: self._attempt(call))

    def _attempt(self, call: Call) -> object:
        headers = {"Authorization": f"Bearer {self._token}"}
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        wire = self._search_wire if call.effort is Effort.SEARCH else self._wire
        try:
            reply = wire.send(
                call.method,
                f"{self._base_url}{call.path}",
                headers=headers,
                params=call.params,
                body=call.body,
            )
        except Lost as error:
            return _curable(lost(str(call), error, once=call.once))
        self._limits.observe(reply)
        return self._read(call, reply)

    def _read(self, call: Call, reply: Reply) -> object:
        if not reply.ok:
            error = refusal(str(call), reply, once=call.once, now=self._clock())
            if isinstance(error, HeldBack) and error.policy is Policy.DAILY:
                error.retry_after = self._limits.close_for_today()
            return _curable(error)
        if not reply.body:
            return None
        try:
            return decoded(reply.body)
        except ValueError as error:
            return _curable(unexpected(str(call), reply, str(error), once=call.once))


def _curable(error: SourceError) -> SourceUnavailable:
    """Give back what waiting may cure, raise the rest."""
    if isinstance(error, SourceUnavailable) and not isinstance(error, OutcomeUnknown):
        return error
    raise error
