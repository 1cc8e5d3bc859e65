"""HaloPSA's ways of saying no, as errors by what the caller can do about them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from shared.domain.errors import (
    OutcomeUnknown,
    SourceError,
    SourceRejected,
    SourceUnavailable,
)
from shared.domain.text import one_line
from shared.sources.web.reply import Reply, decoded
from shared.sources.web.wire import Lost

_TEXT_LIMIT = 200
_SECONDS = re.compile(r"\s*(\d{1,9})(?:\.\d+)?\s*", re.ASCII)
_REDIRECTS = range(HTTPStatus.MULTIPLE_CHOICES, HTTPStatus.BAD_REQUEST)
_PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}


class Throttled(SourceUnavailable):
    """Too many requests: nothing was done, so even a write may be sent again."""


class RouteMissing(SourceRejected):
    """404: no such record, or for a list no such route."""


def lost(call: str, error: Lost, *, write: bool) -> SourceUnavailable:
    """Give the error of a request without a reply; a write that left may be done."""
    kind = OutcomeUnknown if write and error.sent else SourceUnavailable
    return kind(f"halopsa {call}: {one_line(error, _TEXT_LIMIT)}")


def refusal(call: str, reply: Reply, *, write: bool, now: datetime) -> SourceError:
    """Give the error of a reply that is no success."""
    status, request_id = reply.status, reply.request_id
    message = _message(call, reply)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(
            message, request_id=request_id, retry_after=retry_after(reply, now)
        )
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        # 401 is how missing rights of the agent behind the application look, too.
        return SourceRejected(
            f"halopsa permission missing: {message.removeprefix('halopsa ')}",
            request_id=request_id,
        )
    if status == HTTPStatus.NOT_FOUND:
        return RouteMissing(message, request_id=request_id)
    passing = status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if passing or status in _REDIRECTS:
        if write:
            return OutcomeUnknown(message, request_id=request_id)
        return SourceUnavailable(
            message, request_id=request_id, retry_after=retry_after(reply, now)
        )
    return SourceRejected(message, request_id=request_id)


def unexpected(call: str, reply: Reply, why: str, *, write: bool) -> SourceUnavailable:
    """Give the error of a success that is not what was asked for."""
    kind = OutcomeUnknown if write else SourceUnavailable
    message = f"halopsa {call}: not what was asked for: {one_line(why, _TEXT_LIMIT)}"
    return kind(_with_id(message, reply), request_id=reply.request_id)


def retry_after(reply: Reply, now: datetime) -> float | None:
    """Read Retry-After in seconds, given as seconds or as a date."""
    text = reply.headers.get("retry-after", "")
    seconds = _SECONDS.fullmatch(text)
    if seconds:
        return float(seconds[1])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _message(call: str, reply: Reply) -> str:
    said = one_line(_said(reply), _TEXT_LIMIT)
    text = f"halopsa {call}: {reply.status}{' ' if said else ''}{said}"
    return _with_id(text, reply)


def _with_id(text: str, reply: Reply) -> str:
    return f"{text} (request {reply.request_id})" if reply.request_id else text


def _said(reply: Reply) -> str:
    """Give the sentence in a body: one of three shapes of JSON, or plain text."""
    if "html" in reply.media_type:
        return "an HTML page"
    try:
        payload = decoded(reply.body[: 64 * 1024])
    except ValueError:
        return reply.body[: 4 * _TEXT_LIMIT].decode(errors="replace")
    if isinstance(payload, Mapping):
        return _said_by_object(payload)
    return payload if isinstance(payload, str) else ""


def _said_by_object(payload: Mapping[str, object]) -> str:
    for key in ("Message", "message", "error_description", "error"):
        if isinstance(payload.get(key), str):
            return str(payload[key])
    return "; ".join(
        f"{field}: {', '.join(str(text) for text in texts)}"
        for field, texts in payload.items()
        if isinstance(texts, list)
    )
