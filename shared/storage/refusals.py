"""What went wrong with storage, said in the engine's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)

from shared.domain.errors import (
    Conflict,
    OutcomeUnknown,
    SourceRejected,
    SourceUnavailable,
)

_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
_NOT_DONE = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
# 409 also comes from a table that is being deleted, which is no lost race.
_TAKEN = ("AlreadyExists", "DuplicateRow")


@contextmanager
def refusals(what: str, *, write: bool = True) -> Iterator[None]:
    """Turn the SDK's errors into ours; `what` names the operation and its target."""
    try:
        yield
    except ClientAuthenticationError as error:
        message = f"{what}: storage refused our identity: {error.message}"
        raise SourceRejected(message, request_id=_request_id(error)) from error
    except HttpResponseError as error:
        raise _translated(what, error, write=write) from error
    except ServiceRequestError as error:
        message = f"{what}: storage can't be reached"
        raise SourceUnavailable(message) from error
    except ServiceResponseError as error:
        raise _unanswered(f"{what}: no answer from storage", write=write) from error
    except AzureError as error:
        message = f"{what}: {type(error).__name__}"
        raise SourceUnavailable(message) from error


def code(error: HttpResponseError) -> str:
    """Give the service's error code, such as `TableNotFound`."""
    known = getattr(error, "error_code", None)
    if known:
        return str(getattr(known, "value", known))
    headers = getattr(error.response, "headers", None) or {}
    return str(headers.get("x-ms-error-code", ""))


def is_missing(error: HttpResponseError) -> bool:
    """Tell whether the row, or the table, queue or container around it, isn't there."""
    return error.status_code == HTTPStatus.NOT_FOUND


def _translated(what: str, error: HttpResponseError, *, write: bool) -> Exception:
    status, reason = error.status_code or 0, code(error)
    request_id = _request_id(error)
    message = f"{what}: storage answered {status} {reason}"
    if status < HTTPStatus.BAD_REQUEST:  # the answer broke off or made no sense
        return _unanswered(message, write=write, request_id=request_id)
    if _is_conflict(status, reason, error.message):
        return Conflict(message)
    if status in _NOT_DONE or (status in _LATER and not write):
        return SourceUnavailable(message, request_id=request_id)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _LATER:
        return _unanswered(message, write=write, request_id=request_id)
    if status == HTTPStatus.CONFLICT:
        return SourceUnavailable(message, request_id=request_id)
    return SourceRejected(message, request_id=request_id)


def _is_conflict(status: int, reason: str, message: str) -> bool:
    if status == HTTPStatus.PRECONDITION_FAILED:
        return True
    taken = any(word in f"{reason} {message}" for word in _TAKEN)
    return status == HTTPStatus.CONFLICT and taken


def _unanswered(
    message: str, *, write: bool, request_id: str = ""
) -> SourceUnavailable:
    kind = OutcomeUnknown if write else SourceUnavailable
    return kind(message, request_id=request_id)


def _request_id(error: HttpResponseError) -> str:
    headers = getattr(error.response, "headers", None) or {}
    return str(headers.get("x-ms-request-id", ""))
