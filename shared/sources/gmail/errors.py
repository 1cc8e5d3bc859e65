"""Google's ways of saying no, as errors by what the caller can do about them.

A message names the call, the status and Google's reason: never Google's own text,
which may repeat what was sent.
"""

from collections.abc import Mapping
from http import HTTPStatus

from shared.domain.errors import (
    NotFound,
    OutcomeUnknown,
    SourceRejected,
    SourceUnavailable,
)
from shared.sources.web.reply import Reply, decoded
from shared.sources.web.texts import one_line
from shared.sources.web.wire import Lost

_RATE = {"rateLimitExceeded", "userRateLimitExceeded"}
_DAILY = {"dailyLimitExceeded", "quotaExceeded"}
_DEFER_SECONDS = 4 * 3600.0
_LONGEST_REASON = 60


class Throttled(SourceUnavailable):
    """Too many requests: nothing was done, so even a send may be tried again."""


def lost(call: str, error: Lost, *, write: bool) -> SourceUnavailable:
    """Give the error of a request without a reply; a write that left may be done."""
    kind = OutcomeUnknown if write and error.sent else SourceUnavailable
    return kind(f"gmail {call}: no reply")


def refusal(call: str, reply: Reply, *, write: bool) -> Exception:
    """Give the error of a reply that is no success."""
    status, reason = reply.status, reason_of(reply)
    message = f"gmail {call}: {status} {reason}".rstrip()
    if status == HTTPStatus.NOT_FOUND:
        return NotFound(message)
    if status == HTTPStatus.TOO_MANY_REQUESTS or reason in _RATE:
        return Throttled(message, retry_after=_retry_after(reply))
    if reason in _DAILY:
        return Throttled(message, retry_after=_DEFER_SECONDS)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
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
        listed = error.get("errors")
        first = listed[0] if isinstance(listed, list) and listed else {}
        error = first.get("reason") if isinstance(first, Mapping) else None
    return one_line(error, _LONGEST_REASON) if isinstance(error, str) else ""


def _retry_after(reply: Reply) -> float | None:
    text = reply.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else None
