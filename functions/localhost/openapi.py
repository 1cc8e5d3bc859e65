"""The OpenAPI document of the HTTP functions, made from the functions themselves."""

import inspect
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from functions.localhost.index import Function

Spec = dict[str, Any]

_PARAMETER = re.compile(r"\{(\w+)\}")
_TEXT: Spec = {"type": "string", "maxLength": 2000}
_PAGE = {"text/html": {"schema": {"type": "string"}}}
_JSON = {"application/json": {"schema": {"type": "object"}}}
_SAID = {
    200: "A page",
    201: "The request that was made",
    202: "Queued",
    303: "Go on to another page",
    400: "It can't be read",
    401: "Sign in first, or the key is wrong",
    403: "Not for this person",
    404: "There is no such thing",
    409: "Somebody was first; the text says what stands",
    410: "The link is no good",
    422: "The text names the field and the rule",
    429: "Too many bad links",
    500: "Something went wrong",
    503: "Try again later",
}
_PAGES = (200, 401, 403, 404, 422, 503)
_QUERIES = {
    "new_concession": ("contract",),
    "show_concession": ("done",),
    "finish_sign_in": ("state", "code", "error"),
}


def document(functions: Sequence[Function], prefix: str) -> Spec:
    """Describe the HTTP functions; the same functions give the same document."""
    paths: dict[str, Spec] = {}
    for function in sorted(functions, key=lambda one: (one.route, one.name)):
        if function.kind == "http":
            path = paths.setdefault(f"/{prefix}/{function.route}", {})
            for method in sorted(function.methods):
                path[method.lower()] = _operation(function, method)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Renewal engine", "version": "1"},
        "paths": paths,
    }


def text(functions: Sequence[Function], prefix: str) -> str:
    """Write the document as it stands in `docs/openapi.json`."""
    return json.dumps(document(functions, prefix), indent=1, sort_keys=True) + "\n"


def _operation(function: Function, method: str) -> Spec:
    fields, kind = _body(function.name)
    found: Spec = {
        "operationId": f"{function.name}_{method.lower()}",
        "summary": (inspect.getdoc(function.call) or "").partition("\n")[0],
        "parameters": [*_path(function.route), *_query(function.name)],
        "responses": _responses(function.name, method),
    }
    if method == "POST" and kind:
        schema = {"type": "object", "properties": dict.fromkeys(fields, _TEXT)}
        found["requestBody"] = {"content": {kind: {"schema": schema}}}
    return found


def _path(route: str) -> Iterable[Spec]:
    for name in _PARAMETER.findall(route):
        yield {"name": name, "in": "path", "required": True, "schema": _TEXT}


def _query(name: str) -> Iterable[Spec]:
    for query in _QUERIES.get(name, ()):
        yield {"name": query, "in": "query", "required": False, "schema": _TEXT}


def _body(name: str) -> tuple[Sequence[str], str]:
    """Give the fields of a function's body, and the kind of body it takes."""
    from functions.approval_http import ballots, intake
    from shared.services.concessions.read import FIELDS

    form, made = "application/x-www-form-urlencoded", ("form", "once")
    return {
        "sign_in": (("target", "again"), form),
        "sign_out": (("form",), form),
        "decide_approval": (("form", "link", "break_glass", *ballots.FIELDS), form),
        "new_concession": ((*made, *FIELDS), form),
        "revise_concession": (("form", *FIELDS), form),
        "withdraw_concession": (("form", "reason"), form),
        "fill_intake": (
            ("form", "account", "answer", *(name for name, _, _ in intake.FIELDS)),
            form,
        ),
        "request_concession": (("contract", *FIELDS), "application/json"),
        "halopsa_webhook": (("event", "object_id", "id"), "application/json"),
    }.get(name, ((), ""))


def _responses(name: str, method: str) -> Mapping[str, Spec]:
    special: dict[str, tuple[Sequence[int], Spec]] = {
        "health": ((200, 503), _JSON),
        "page_style": ((200,), {"text/css": {"schema": {"type": "string"}}}),
        "halopsa_webhook": ((202, 400, 401, 503), {}),
        "request_concession": ((201, 401, 403, 404, 409, 422, 503), _JSON),
        "open_approval": ((303, 404, 410, 429, 503), _PAGE),
        "finish_sign_in": ((303, 400, 403, 503), _PAGE),
    }
    posted = (303, 409, 410, 429) if method == "POST" else (410, 429)
    statuses, content = special.get(name, (sorted({*_PAGES, *posted}), _PAGE))
    # Whatever a function answers with, what went wrong in it is told by a page.
    contents = {**dict.fromkeys(statuses, content), 303: {}, 500: _PAGE}
    return {
        str(status): {"description": _SAID[status], "content": contents[status]}
        for status in (*statuses, 500)
    }
