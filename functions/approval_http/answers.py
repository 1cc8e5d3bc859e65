"""Answers of the pages: always with the same guards, whatever went wrong before."""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import uuid4

import azure.functions as func

from shared.domain.errors import (
    Conflict,
    DomainError,
    InvalidInput,
    NotFound,
    PolicyViolation,
    SourceError,
)
from shared.telemetry import operation

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
Handler = Callable[[func.HttpRequest], func.HttpResponse]


class Refused(DomainError):
    """The visitor may not do this; the text says why, and nothing of a customer."""


# What is told as it stands, since these errors name rules and records of the visitor.
_TOLD: dict[type[DomainError], tuple[int, str]] = {
    Refused: (403, "This is not yours to do"),
    PolicyViolation: (403, "This is not yours to do"),
    Conflict: (409, "Nothing was recorded"),
    InvalidInput: (422, "This can't be taken"),
}


def guarded(handler: Handler) -> Handler:
    """Answer errors with a page, and put the guarding headers on every answer."""

    # The worker checks what a function says it returns, so it is said here too.
    @wraps(handler)
    def guard(req: func.HttpRequest) -> func.HttpResponse:
        reference = uuid4().hex[:12]
        with operation(handler.__name__, reference=reference):
            answer = _answered(handler, req, reference)
        answer.headers.update(HEADERS)
        return answer

    return guard


def _answered(
    handler: Handler, req: func.HttpRequest, reference: str
) -> func.HttpResponse:
    try:
        return handler(req)
    except NotFound:
        return message(404, "There is no such page", "Check the address.")
    except tuple(_TOLD) as error:
        kind = next(one for one in _TOLD if isinstance(error, one))
        status, heading = _TOLD[kind]
        return message(status, heading, str(error))
    except SourceError as error:
        log.warning("%s", error)
        text = "A service that this page needs doesn't answer. Try again later."
        return message(503, "Not now", text)
    except Exception:
        log.exception("reference %s", reference)
        text = f"The people who run this can find it under reference {reference}."
        return message(500, "Something went wrong", text)


def html(
    name: str,
    *,
    status: int = 200,
    cookie: str = "",
    **values: Any,  # noqa: ANN401 - what its template shows
) -> func.HttpResponse:
    """Answer with a page; `cookie` is a whole Set-Cookie header."""
    from functions.approval_http import rendering

    given: dict[str, object] = {"visitor": "", "sign_out_token": ""}
    body = rendering.page(name, **given | values)
    headers = {"Set-Cookie": cookie} if cookie else {}
    return func.HttpResponse(
        body, status_code=status, mimetype="text/html", headers=headers
    )


def message(status: int, heading: str, *texts: str) -> func.HttpResponse:
    """Answer with a few sentences."""
    return html("message", status=status, heading=heading, texts=texts)


def dead(*, cookie: str = "") -> func.HttpResponse:
    """Answer to a link that is no good, in the same words whatever is wrong with it."""
    return html("dead", status=410, cookie=cookie)


def see_other(path: str, *, cookie: str = "") -> func.HttpResponse:
    """Send the browser to another of our pages with a GET."""
    headers: Mapping[str, str] = {"Location": path}
    if cookie:
        headers = {**headers, "Set-Cookie": cookie}
    return func.HttpResponse(status_code=303, headers=dict(headers))
