"""HubSpot's ways of saying no, as errors by what the caller can do about them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus

from shared.domain.errors import (
    OutcomeUnknown,
    RuleBroken,
    SourceError,
    SourceRejected,
    SourceUnavailable,
)
from shared.domain.text import one_line
from shared.sources.web.reply import Reply, decoded
from shared.sources.web.wire import Lost

_TEXT_LIMIT = 300
_MIGRATION = 477
_FAILED = {500, 502, 503, 504, 521, 523, 524}
_RULES = {"MISSING_CONDITIONAL_REQUIRED_PROPERTY", "MISSING_REQUIRED_PROPERTY"}
_VALUES = {
    *("PROPERTY_DOESNT_EXIST", "INVALID_OPTION", "READ_ONLY_VALUE", "INVALID_EMAIL"),
    *("INVALID_INTEGER", "INVALID_LONG", "INVALID_DATE"),
}


class Policy(StrEnum):
    """Why a request was held back; each has waits of its own."""

    SECONDLY = "SECONDLY"
    TEN_SECONDLY = "TEN_SECONDLY_ROLLING"
    DAILY = "DAILY"
    LOCKED = "locked"


class HeldBack(SourceUnavailable):
    """Nothing was done, so even a write may be sent again after a while."""

    def __init__(
        self,
        message: str,
        *,
        policy: Policy,
        request_id: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, request_id=request_id, retry_after=retry_after)
        self.policy = policy


class Missing(SourceRejected):
    """404: no such record, or no such route."""


def lost(call: str, error: Lost, *, once: bool) -> SourceUnavailable:
    """Give the error of a request without a reply; `once` ones may be done."""
    kind = OutcomeUnknown if once and error.sent else SourceUnavailable
    return kind(f"hubspot {call}: {one_line(error, _TEXT_LIMIT)}")


def unexpected(call: str, reply: Reply, why: str, *, once: bool) -> SourceUnavailable:
    """Give the error of a success that is not what was asked for."""
    kind = OutcomeUnknown if once else SourceUnavailable
    message = f"hubspot {call}: not what was asked for: {one_line(why, _TEXT_LIMIT)}"
    return kind(message, request_id=reply.request_id)


def refusal(call: str, reply: Reply, *, once: bool, now: datetime) -> SourceError:
    """Give the error of a reply that is no success."""
    body = _body(reply)
    text = one_line(body.get("message", ""), _TEXT_LIMIT)
    request_id = reply.request_id or one_line(body.get("correlationId", ""), 80)
    message = f"hubspot {call}: {reply.status} {text} (request {request_id})"
    asked = retry_after(reply, now)
    if policy := _policy(reply, body):
        return HeldBack(
            message, policy=policy, request_id=request_id, retry_after=asked
        )
    if reply.status in _FAILED or reply.status == HTTPStatus.REQUEST_TIMEOUT:
        if once:
            return OutcomeUnknown(message, request_id=request_id)
        return SourceUnavailable(message, request_id=request_id, retry_after=asked)
    if reply.status == HTTPStatus.NOT_FOUND:
        return Missing(message, request_id=request_id)
    if scopes := ", ".join(sorted(set(_told(body, "requiredGranularScopes")))):
        return SourceRejected(f"{message}: needs {scopes}", request_id=request_id)
    return _refused(message, request_id, body)


def broken_rule(errors: object) -> RuleBroken | None:
    """Find the error of a rule or value in a batch's `errors`, None if it is other."""
    found = _refused(
        "hubspot: a record of the batch was refused", "", {"errors": errors}
    )
    return found if isinstance(found, RuleBroken) else None


def retry_after(reply: Reply, now: datetime) -> float | None:
    """Read Retry-After in seconds, given as seconds or as a date."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _policy(reply: Reply, body: Mapping[str, object]) -> Policy | None:
    if reply.status in {HTTPStatus.LOCKED, _MIGRATION}:
        return Policy.LOCKED
    if reply.status != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    named = str(body.get("policyName", ""))
    if named in {Policy.DAILY, Policy.TEN_SECONDLY}:
        return Policy(named)
    # The search's 429 names no policy; its message says "secondly".
    burst = "ten_secondly" in str(body.get("message", ""))
    return Policy.TEN_SECONDLY if burst else Policy.SECONDLY


def _refused(
    message: str, request_id: str, body: Mapping[str, object]
) -> SourceRejected:
    codes = {str(row.get("code", "")) for row in _errors(body)}
    if not codes & (_RULES | _VALUES):
        return SourceRejected(message, request_id=request_id)
    fields = tuple(sorted(set(_told(body, "propertyName"))))
    named = f"{message}: {', '.join(sorted(codes - {''}))} of {', '.join(fields)}"
    return RuleBroken(named, fields=fields, request_id=request_id)


def _errors(body: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Walk the errors of a body and those inside them, which batches nest."""
    rows = body.get("errors")
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, Mapping):
            yield row
            yield from _errors(row)


def _told(body: Mapping[str, object], name: str) -> Iterator[str]:
    for row in _errors(body):
        context = row.get("context")
        values = context.get(name) if isinstance(context, Mapping) else None
        yield from map(str, values if isinstance(values, list) else [])


def _body(reply: Reply) -> Mapping[str, object]:
    try:
        payload = decoded(reply.body[: 64 * 1024])
    except ValueError:
        return {}
    return payload if isinstance(payload, Mapping) else {}
