"""The rules every written body must keep: JSON, an array, ids that are integers."""

import json
from http import HTTPStatus

from sandbox.halopsa.messages import Request, empty
from sandbox.halopsa.refusals import Refused, model_state, system_exception
from sandbox.rows import Row

INTEGERS = frozenset(
    {
        "id",
        "ticket_id",
        "client_id",
        "site_id",
        "user_id",
        "agent_id",
        "contract_id",
        "status_id",
        "new_status",
        "tickettype_id",
        "priority_id",
        "outcome_id",
        "complete_status",
    }
)


def posted_rows(request: Request) -> list[Row]:
    """Return the rows of a body, or refuse it with 415 or 400."""
    if "application/json" not in request.header("Content-Type").lower():
        raise Refused(empty(HTTPStatus.UNSUPPORTED_MEDIA_TYPE))
    rows = _decoded(request.body)
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        message = "Cannot deserialize the current JSON object: an array is required."
        raise Refused(system_exception(message))
    if not rows:
        raise Refused(system_exception("Invalid Data Type"))
    for number, row in enumerate(rows):
        _check_integers(row, number)
    return rows


def as_array(request: Request) -> Request:
    """Return the request of `/Tickets/Object` in the form of `/Tickets`."""
    body = b"[" + request.body + b"]"
    return Request(request.method, request.path, request.query, request.headers, body)


def _decoded(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        raise Refused(model_state("", "Unexpected end of JSON input.")) from None


def _check_integers(row: Row, number: int) -> None:
    for field in sorted(INTEGERS & row.keys()):
        value = row[field]
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            continue
        # A text of digits is converted; "95.0" and 95.0 are not integers to HaloPSA.
        if isinstance(value, str) and value.lstrip("-").isdigit():
            row[field] = int(value)
            continue
        name = f"[{number}].{field}"
        message = (
            f"Could not convert string to integer: {value}. Path '{name}', line 1."
        )
        raise Refused(model_state(name, message))
