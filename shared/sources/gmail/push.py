"""A push as Pub/Sub sends it, and the keys that its token is signed with."""

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import httpx

from shared.domain.errors import InvalidInput
from shared.services.mail.receive_push import Notification
from shared.sources.gmail.errors import lost, refusal
from shared.sources.gmail.quota import Unmetered
from shared.sources.web.reply import decoded
from shared.sources.web.wire import Lost, Wire, http_client

LARGEST_BODY = 256 * 1024
_LONGEST_ID = 200
_TIMEOUT = 5.0  # seconds: the push itself is to be answered soon


def notification(body: bytes, *, subscription: str) -> Notification | None:
    """Read a push; None when it is of another subscription.

    Raises InvalidInput for what is no push. Base64 of either alphabet, padded or not.
    """
    fields = _object(body, "push")
    if fields.get("subscription") != subscription:
        return None
    message = fields.get("message")
    if not isinstance(message, Mapping):
        raise _invalid("it has no message")
    ident = str(message.get("messageId") or message.get("message_id") or "")
    if not 0 < len(ident) <= _LONGEST_ID:
        raise _invalid("it has no message id")
    told = _object(_data(message.get("data")), "data")
    mailbox = told.get("emailAddress")
    if not isinstance(mailbox, str):
        raise _invalid("it names no mailbox")
    published = message.get("publishTime") or message.get("publish_time")
    return Notification(
        message_id=ident, published_date=_day(published), mailbox=mailbox.lower()
    )


def certs(
    url: str,
    *,
    clock: Callable[[], datetime],
    http: httpx.BaseTransport | None = None,
) -> Callable[[], bytes]:
    """Give what fetches Google's keys; SourceUnavailable when they don't come."""
    client = http_client(_TIMEOUT, http)
    wire = Wire(client, budget=Unmetered(), clock=clock, deadline=_TIMEOUT)

    def fetch() -> bytes:
        try:
            reply = wire.send("GET", url)
        except Lost as error:
            raise lost("certs", error, write=False) from error
        if not reply.ok:
            raise refusal("certs", reply, write=False)
        return reply.body

    return fetch


def _object(body: bytes, what: str) -> Mapping[str, object]:
    if len(body) > LARGEST_BODY:
        raise _invalid(f"{what} is over {LARGEST_BODY} bytes")
    try:
        payload = decoded(body)
    except ValueError:
        raise _invalid(f"{what} is no JSON") from None
    if not isinstance(payload, Mapping):
        raise _invalid(f"{what} is no object")
    return payload


def _data(value: object) -> bytes:
    text = str(value or "").replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise _invalid("its data is no base64") from None


def _day(published: object) -> date:
    """Give the day of publishing, the same for each copy of a notification."""
    try:
        at = datetime.fromisoformat(str(published))
        aware = at if at.tzinfo else at.replace(tzinfo=UTC)
        return aware.astimezone(UTC).date()
    except (ValueError, OverflowError):
        raise _invalid("it has no publish time") from None


def _invalid(why: str) -> InvalidInput:
    return InvalidInput(f"push refused: {why}")
