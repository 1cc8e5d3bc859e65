"""Calls of the API: authorised, within the quota, paced, refused in our words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from shared.domain.errors import PolicyViolation
from shared.sources.gmail.config import GmailConfig
from shared.sources.gmail.errors import lost, refusal, unexpected
from shared.sources.gmail.pacing import Pacing
from shared.sources.gmail.quota import UNITS, Quota
from shared.sources.gmail.tokens import Tokens
from shared.sources.web.reply import Reply, decoded
from shared.sources.web.wire import Lost, Wire

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its name in the quota table, mailbox, scope, and request."""

    name: str
    mailbox: str
    scope: str
    path: str
    params: Sequence[tuple[str, str]] = ()
    body: Fields | None = None

    @property
    def write(self) -> bool:
        """Whether doing it twice would be twice as much."""
        return self.name in {"messages.send", "drafts.create"}


class Transport:
    """Sends calls; only this class and those it is made of use the wire."""

    def __init__(
        self,
        config: GmailConfig,
        *,
        wire: Wire,
        tokens: Tokens,
        quota: Quota,
        pacing: Pacing,
    ) -> None:
        self._config = config
        self._wire = wire
        self._tokens = tokens
        self._quota = quota
        self._pacing = pacing

    def send(self, call: Call) -> Fields:
        """Give the JSON object that a call answers.

        Raises NotFound, SourceRejected for what a person must mend, SourceUnavailable
        for what passes, OutcomeUnknown where a write may have been done.
        """
        if call.mailbox not in {*self._config.mailboxes, self._config.sender}:
            message = f"gmail {call.name}: a mailbox that is not on the list"
            raise PolicyViolation(message)
        return self._pacing.persist(lambda: self._attempt(call))

    def _attempt(self, call: Call) -> Fields:
        token = self._tokens.current(call.mailbox, call.scope)
        reply = self._exchange(call, token)
        if reply.status == HTTPStatus.UNAUTHORIZED:
            # Expired or withdrawn: a fresh token tells which.
            self._tokens.forget(call.mailbox, call.scope, token)
            token = self._tokens.current(call.mailbox, call.scope)
            reply = self._exchange(call, token)
        if not reply.ok:
            raise refusal(call.name, reply, write=call.write)
        return _fields(call, reply)

    def _exchange(self, call: Call, token: str) -> Reply:
        self._quota.acquire(UNITS[call.name])
        headers = {"Authorization": f"Bearer {token}"}
        body = None
        if call.body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(call.body).encode()
        url = f"{self._config.base_url}/gmail/v1/users/{call.mailbox}/{call.path}"
        if call.params:
            url += f"?{urlencode(call.params)}"
        method = "GET" if call.body is None else "POST"
        try:
            return self._wire.send(method, url, headers=headers, body=body)
        except Lost as error:
            raise lost(call.name, error, write=call.write) from error


def _fields(call: Call, reply: Reply) -> Fields:
    if reply.status == HTTPStatus.NO_CONTENT:
        return {}
    try:
        payload = decoded(reply.body)
    except ValueError:
        raise unexpected(call.name, write=call.write) from None
    if not isinstance(payload, Mapping):
        raise unexpected(call.name, write=call.write)
    return payload
