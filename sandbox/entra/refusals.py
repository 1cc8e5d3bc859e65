"""Refusals in the words of the real service, which warns that they may change."""

from datetime import datetime
from http import HTTPStatus
from uuid import uuid4

from sandbox.halopsa.messages import Response, json_response
from sandbox.rows import Row


class Refused(Exception):
    """A request that is not granted: OAuth's word, the service's number and text."""

    def __init__(
        self, error: str, code: int, text: str, status: int = HTTPStatus.BAD_REQUEST
    ) -> None:
        super().__init__(f"AADSTS{code}: {text}")
        self.error = error
        self.code = code
        self.status = status


def refusal(refused: Refused, now: datetime) -> Response:
    """Return the token endpoint's answer to what it doesn't grant."""
    return json_response(described(refused, now), refused.status)


def described(refused: Refused, now: datetime) -> Row:
    """Return the members of an error answer."""
    trace, correlation, stamp = str(uuid4()), str(uuid4()), f"{now:%Y-%m-%d %H:%M:%SZ}"
    told = f"Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"
    return {
        "error": refused.error,
        "error_description": f"{refused} {told}",
        "error_codes": [refused.code],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
    }
