"""What a function receives, built with the SDK's own classes."""

import base64
import binascii
import inspect
from dataclasses import dataclass
from datetime import datetime
from typing import get_type_hints

import azure.functions as func
from azure.functions.queue import QueueMessage
from azure.functions.timer import TimerRequest

from functions.localhost.index import Function
from functions.localhost.mailbox import Letter


class UndecodableMessage(ValueError):
    """The message's text is not what messageEncoding says."""


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """When a timer last ran and will run next, as TimerRequest tells it."""

    last_at: datetime | None = None
    next_at: datetime | None = None
    updated_at: datetime | None = None


def timer_request(occurrence: Occurrence, *, past_due: bool) -> func.TimerRequest:
    """Build the timer trigger's value."""
    status = {
        "Last": _text(occurrence.last_at),
        "Next": _text(occurrence.next_at),
        "LastUpdated": _text(occurrence.updated_at),
    }
    return TimerRequest(
        past_due=past_due, schedule_status=status, schedule={"AdjustForDST": True}
    )


def decoded_body(text: str, encoding: str) -> bytes:
    """Return the message's bytes as `messageEncoding` says."""
    if encoding == "none":
        return text.encode()
    try:
        compact = "".join(text.split())  # .NET skips white space, too.
        return base64.b64decode(compact.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise UndecodableMessage(f"not base64: {error}") from error


def queue_value(function: Function, letter: Letter, body: bytes) -> object:
    """Build the queue trigger's value: a QueueMessage, or str/bytes if annotated."""
    hint = get_type_hints(function.call).get(function.argument, inspect.Parameter.empty)
    if hint is bytes:
        return body
    if hint is str:
        try:
            return body.decode()
        except UnicodeDecodeError as error:
            raise UndecodableMessage(f"not UTF-8: {error}") from error
    return QueueMessage(
        id=letter.id,
        body=body,
        dequeue_count=letter.dequeue_count,
        insertion_time=letter.inserted_at,
        expiration_time=letter.expires_at,
        time_next_visible=letter.next_visible_at,
        pop_receipt=letter.receipt,
    )


def _text(moment: datetime | None) -> str:
    # .NET's default(DateTime) stands for "never".
    return moment.isoformat() if moment else "0001-01-01T00:00:00"
