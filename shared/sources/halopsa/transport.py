"""Calls to the resource server: authorised, paced, and refused in our words."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from shared.domain.errors import OutcomeUnknown, SourceError, SourceUnavailable
from shared.sources.halopsa.auth import Token, Tokens
from shared.sources.halopsa.errors import lost, refusal, unexpected
from shared.sources.halopsa.pacing import Pacing
from shared.sources.web.reply import Reply, decoded
from shared.sources.web.wire import Lost, Wire


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a route; its text is what error messages name."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @property
    def write(self) -> bool:
        """Whether it changes something over there."""
        return self.method != "GET"

    def __str__(self) -> str:
        return f"{self.method} /{self.path}"


class Transport:
    """Gets and posts JSON; only this class and `Tokens` use the wire."""

    def __init__(
        self,
        base_url: str,
        *,
        wire: Wire,
        tokens: Tokens,
        pacing: Pacing,
        clock: Callable[[], datetime],
    ) -> None:
        self._base_url = base_url
        self._wire = wire
        self._tokens = tokens
        self._pacing = pacing
        self._clock = clock

    def get(self, path: str, params: Mapping[str, str] | None = None) -> object:
        """Read JSON; what passes is retried, then raised as SourceUnavailable.

        Raises SourceRejected for what a person must mend, RouteMissing on 404.
        """
        return self._send(Call("GET", path, params or {}))

    def post(self, path: str, rows: Sequence[Mapping[str, object]]) -> object:
        """Write rows, which HaloPSA wants as an array even when there is one.

        Raises OutcomeUnknown when it can't be told whether the write was done: that
        is never retried here, because HaloPSA would do it twice.
        """
        body = json.dumps(list(rows), ensure_ascii=False).encode()
        return self._send(Call("POST", path, body=body))

    def _send(self, call: Call) -> object:
        return self._pacing.persist(lambda: self._attempt(call))

    def _attempt(self, call: Call) -> object:
        token = self._tokens.current()
        reply = self._exchange(call, token)
        if isinstance(reply, Reply) and reply.status == HTTPStatus.UNAUTHORIZED:
            # Expired, or a missing right: a fresh token tells which.
            self._tokens.forget(token)
            reply = self._exchange(call, self._tokens.current())
        if isinstance(reply, Reply):
            return self._read(call, reply)
        return reply

    def _exchange(self, call: Call, token: Token) -> Reply | SourceUnavailable:
        headers = {"Authorization": f"Bearer {token.text}"}
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        try:
            return self._wire.send(
                call.method,
                f"{self._base_url}/{call.path}",
                headers=headers,
                params=call.params,
                body=call.body,
            )
        except Lost as error:
            return _curable(lost(str(call), error, write=call.write))

    def _read(self, call: Call, reply: Reply) -> object:
        if not reply.ok:
            return _curable(
                refusal(str(call), reply, write=call.write, now=self._clock())
            )
        if reply.media_type and "json" not in reply.media_type:
            why = f"{reply.media_type} instead of JSON"
            return _curable(unexpected(str(call), reply, why, write=call.write))
        try:
            return decoded(reply.body)
        except ValueError as error:
            return _curable(unexpected(str(call), reply, str(error), write=call.write))


def _curable(error: SourceError) -> SourceUnavailable:
    """Give back what waiting may cure, raise the rest."""
    if isinstance(error, SourceUnavailable) and not isinstance(error, OutcomeUnknown):
        return error
    raise error
