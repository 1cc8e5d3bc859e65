"""Google's ways of saying no, as errors by what the caller can do about them.

A message names the call, the status and Google's reason: never Google's own text,
which may repeat what was sent.
"""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from shared.domain.errors import (
    NotFound,
    OutcomeUnknown,
    RecordRejected,
    SourceRejected,
    SourceUnavailable,
)
from shared.sources.web.reply import Reply, decoded
from shared.sources.web.wire import Lost, TooLarge

_RATE = {
    *("rateLimitExceeded", "userRateLimitExceeded", "concurrentLimitExceeded"),
    *("RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"),
}
_DAILY = {"dailyLimitExceeded", "quotaExceeded"}
# Only these name something that can vanish; elsewhere a 404 is the mailbox itself.
_CAN_VANISH = {"history", "messages.get"}
_PASSES = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}
_DEFER_SECONDS = 4 * 3600.0
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


class Throttled(SourceUnavailable):
    """Too many requests: nothing was done, so even a send may be tried again."""


def lost(call: str, error: Lost, *, write: bool) -> Exception:
    """Give the error of a request without a reply; a write that left may be done."""
    if isinstance(error, TooLarge) and call == "messages.get":
        message = f"gmail {call}: larger than what is read"
        return RecordRejected(message, source_id="")
    kind = OutcomeUnknown if write and error.sent else SourceUnavailable
    return kind(f"gmail {call}: no reply")


def refusal(call: str, reply: Reply, *, write: bool) -> Exception:
    """Give the error of a reply that is no success."""
    status, reason = reply.status, reason_of(reply)
    message = f"gmail {call}: {status} {reason}".rstrip()
    if status == HTTPStatus.NOT_FOUND and call in _CAN_VANISH:
        return NotFound(message)
    if status == HTTPStatus.TOO_MANY_REQUESTS or reason in _RATE:
        return Throttled(message, retry_after=_retry_after(reply))
    if reason in _DAILY:
        return Throttled(message, retry_after=_DEFER_SECONDS)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _PASSES:
        return SourceRejected(message)
    if write:
        return OutcomeUnknown(message)
    return SourceUnavailable(message, retry_after=_retry_after(reply))


def unexpected(call: str, *, write: bool) -> SourceUnavailable:
    """Give the error of a success that is not what was asked for."""
    kind = OutcomeUnknown if write else SourceUnavailable
    return kind(f"gmail {call}: not what was asked for")


def reason_of(reply: Reply) -> str:
    """Read Google's word for why, of the API or of the token endpoint."""
    try:
        payload = decoded(reply.body)
    except ValueError:
        return ""
    error = payload.get("error") if isinstance(payload, Mapping) else None
    if isinstance(error, Mapping):
        listed = [*_rows(error.get("errors")), *_rows(error.get("details"))]
        told = (row.get("reason") for row in listed)
        error = next((one for one in told if one), error.get("status"))
    # A word of Google's list: in its place nothing else is shown.
    return error if isinstance(error, str) and _WORD.fullmatch(error) else ""


def _rows(value: object) -> list[Mapping[str, object]]:
    rows = value if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, Mapping)]


def _retry_after(reply: Reply) -> float | None:
    """Read Retry-After in seconds; a date counts from the one of the reply itself."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
        told_at = parsedate_to_datetime(reply.headers.get("date", ""))
        return max(0.0, (until - told_at).total_seconds())
    except (TypeError, ValueError):
        return None
