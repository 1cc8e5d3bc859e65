"""Gmail as the use cases see it: our nouns in and out, one call of the API each."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from shared.domain.correspondence import Envelope, OutgoingMail
from shared.domain.errors import NotFound, RecordRejected, SourceUnavailable
from shared.ports.gmail import MessagePage, StaleHistory, Watched
from shared.sources.gmail import raw
from shared.sources.gmail.bodies import text_of
from shared.sources.gmail.config import COMPOSE, READ, SEND, GmailConfig
from shared.sources.gmail.errors import unexpected
from shared.sources.gmail.mapping import WANTED, to_envelope
from shared.sources.gmail.outgoing import raw as message_of
from shared.sources.gmail.pacing import Pacing
from shared.sources.gmail.quota import Quota, Unmetered
from shared.sources.gmail.signing import Signer
from shared.sources.gmail.tokens import Tokens
from shared.sources.gmail.transport import Call, Fields, Transport
from shared.sources.web.wire import Wire, http_client

R = TypeVar("R", bound=raw.Raw)
T = TypeVar("T")

MakeSigner = Callable[[Wire, httpx.Client], Signer]

LABELS = ("INBOX", "SENT")
HIDDEN = frozenset({"DRAFT", "SPAM", "TRASH", "CHAT"})  # not worth a look
_HISTORY_TYPES = ("messageAdded", "labelAdded")
_PAGE = "100"  # each message costs up to 40 of the minute's units
# No snippet: it is text.
_UNREAD_FIELDS = "id,labelIds,internalDate,payload/mimeType,payload/headers"
_LARGEST = 8 * 1024 * 1024  # bytes of an answer; beyond is no letter to judge


class GmailClient:
    """Implements the port `Gmail`; may be used by several threads at once."""

    def __init__(  # noqa: PLR0913 - everything from outside comes in here
        self,
        config: GmailConfig,
        *,
        signer: MakeSigner,
        quota: Quota,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        jitter: Callable[[], float],
        http: httpx.BaseTransport | None = None,
    ) -> None:
        self._config = config
        client = http_client(config.timeout, http)
        wire = Wire(
            client,
            budget=Unmetered(),
            clock=clock,
            deadline=config.timeout,
            size_limit=_LARGEST,
        )
        pacing = Pacing(sleep, jitter)
        tokens = Tokens(
            config, signer(wire, client), wire=wire, pacing=pacing, clock=clock
        )
        self._transport = Transport(
            config, wire=wire, tokens=tokens, quota=quota, pacing=pacing
        )

    @property
    def mailboxes(self) -> tuple[str, ...]:
        """The mailboxes that may be read."""
        return self._config.mailboxes

    @property
    def sender(self) -> str:
        """The mailbox that internal mail is sent from; empty if none does."""
        return self._config.sender

    @property
    def topic(self) -> str:
        """The topic to be notified by; empty where mailboxes are only polled."""
        return self._config.topic

    def history_id(self, mailbox: str) -> int:
        """Tell how far a mailbox's history goes now."""
        row = self._get("profile", mailbox, "profile")
        return self._read("profile", raw.RawProfile, row).historyId

    def watch(self, mailbox: str) -> Watched:
        """Begin or renew the watch; Gmail notifies once at once."""
        body = {
            "topicName": self._config.topic,
            "labelIds": list(LABELS),
            "labelFilterBehavior": "include",
        }
        row = self._transport.send(Call("watch", mailbox, READ, "watch", body=body))
        answer = self._read("watch", raw.RawWatch, row)
        until = datetime.fromtimestamp(answer.expiration / 1000, UTC)
        return Watched(history_id=answer.historyId, until=until)

    def stop(self, mailbox: str) -> None:
        """End the watch: Gmail refuses a second topic while there is a first one."""
        self._transport.send(Call("stop", mailbox, READ, "stop", body={}))

    def history(self, mailbox: str, since: int, page: str) -> MessagePage:
        """List what was added after a history id; StaleHistory when it is too old."""
        params = [
            ("startHistoryId", str(since)),
            *(("historyTypes", one) for one in _HISTORY_TYPES),
            ("maxResults", _PAGE),
            *([("pageToken", page)] if page else []),
        ]
        try:
            row = self._get("history", mailbox, "history", params)
        except NotFound as error:
            raise StaleHistory(str(error)) from error
        answer = self._read("history", raw.RawHistory, row)
        news = [one for record in answer.history for one in record.news()]
        shown = [one.id for one in news if not HIDDEN.intersection(one.labelIds)]
        return MessagePage(
            ids=tuple(dict.fromkeys(shown)),
            hidden=len(news) - len(shown),
            next_page=answer.nextPageToken,
            history_id=answer.historyId,
        )

    def listed(self, mailbox: str, since: datetime, page: str) -> MessagePage:
        """List the messages since a moment, the newest first."""
        params = [
            ("q", f"after:{int(since.timestamp())}"),
            ("maxResults", _PAGE),
            *([("pageToken", page)] if page else []),
        ]
        row = self._get("messages.list", mailbox, "messages", params)
        answer = self._read("messages.list", raw.RawList, row)
        ids = tuple(one.id for one in answer.messages)
        return MessagePage(ids=ids, next_page=answer.nextPageToken)

    def envelope(self, mailbox: str, message_id: str) -> Envelope:
        """Read the headers that are needed, and neither subject nor text."""
        params = [
            ("format", "metadata"),
            *(("metadataHeaders", name) for name in WANTED),
            ("fields", _UNREAD_FIELDS),
        ]
        return self._message(mailbox, message_id, params, to_envelope)

    def text(self, mailbox: str, message_id: str) -> str:
        """Read the text of a message; it is for judging and must not be kept."""
        params = [("format", "full"), ("fields", "id,internalDate,payload")]
        return self._message(
            mailbox, message_id, params, lambda found: text_of(found.payload)
        )

    def send(self, mail: OutgoingMail) -> str:
        """Send a mail and give its id; OutcomeUnknown when it may have left."""
        body = {"raw": message_of(mail)}
        call = Call("messages.send", mail.mailbox, SEND, "messages/send", body=body)
        row = self._transport.send(call)
        return self._written("messages.send", row)

    def create_draft(self, mail: OutgoingMail) -> str:
        """Create a draft and give its id; OutcomeUnknown when it may be there."""
        body = {"message": {"raw": message_of(mail)}}
        call = Call("drafts.create", mail.mailbox, COMPOSE, "drafts", body=body)
        return self._written("drafts.create", self._transport.send(call))

    def find_sent(self, mailbox: str, token: str) -> str | None:
        """Find a sent mail by the word in its text."""
        params = [("labelIds", "SENT"), ("q", f'"{token}"')]
        row = self._get("messages.list", mailbox, "messages", params)
        found = self._read("messages.list", raw.RawList, row).messages
        return found[0].id if found else None

    def find_draft(self, mailbox: str, token: str) -> str | None:
        """Find a draft by the word in its text."""
        asked = [("q", f'"{token}"')]
        row = self._transport.send(
            Call("drafts.list", mailbox, COMPOSE, "drafts", asked)
        )
        found = self._read("drafts.list", raw.RawDrafts, row).drafts
        return found[0].id if found else None

    def _get(
        self,
        name: str,
        mailbox: str,
        path: str,
        params: list[tuple[str, str]] | None = None,
    ) -> Fields:
        return self._transport.send(Call(name, mailbox, READ, path, params or []))

    def _message(
        self,
        mailbox: str,
        message_id: str,
        params: list[tuple[str, str]],
        read: Callable[[raw.RawMessage], T],
    ) -> T:
        """Read a message; RecordRejected for one that nobody could read."""
        row = self._get(
            "messages.get", mailbox, f"messages/{quote(message_id)}", params
        )
        try:
            return read(raw.RawMessage.model_validate(row))
        except Exception as error:  # noqa: BLE001 - its message may repeat the mail
            kind = type(error).__name__
        if row.get("id") != message_id:
            raise unexpected("messages.get", write=False)
        message = f"gmail messages.get: a message can't be read: {kind}"
        raise RecordRejected(message, source_id=message_id)

    def _read(self, call: str, model: type[R], row: Mapping[str, object]) -> R:
        try:
            return model.model_validate(row)
        except ValidationError:
            # The error itself would show what came, which may be mail.
            message = f"gmail {call}: not what was asked for"
            raise SourceUnavailable(message) from None

    def _written(self, call: str, row: Mapping[str, object]) -> str:
        ident = row.get("id")
        if not isinstance(ident, str) or not ident:
            raise unexpected(call, write=True)
        return ident
