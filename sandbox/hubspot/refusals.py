"""HubSpot's error bodies, and the exception that carries a refusal."""

from http import HTTPStatus

from sandbox.halopsa.messages import Response, json_response
from sandbox.rows import Row

CORRELATION = "0d9f0f2a-5a7e-4c77-9f7b-5a4b0f0c9d11"


class Refused(Exception):
    """The request ends here, with this response."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def problem(
    status: int,
    message: str,
    *,
    category: str = "",
    errors: list[Row] | None = None,
    **more: object,
) -> Refused:
    """Return the refusal with HubSpot's usual body."""
    body: Row = {
        "status": "error",
        "message": message,
        "correlationId": CORRELATION,
        **({"category": category} if category else {}),
        **({"errors": errors} if errors else {}),
        **more,
    }
    return Refused(json_response(body, status))


def invalid(message: str, *, code: str = "", names: tuple[str, ...] = ()) -> Refused:
    """Return a 400 with category VALIDATION_ERROR."""
    errors = (
        [{"message": message, "code": code, "context": {"propertyName": list(names)}}]
        if code
        else None
    )
    return problem(
        HTTPStatus.BAD_REQUEST, message, category="VALIDATION_ERROR", errors=errors
    )


def not_found() -> Refused:
    """Return the 404 of an unknown record, which has no category."""
    return problem(HTTPStatus.NOT_FOUND, "resource not found")


def unauthorized() -> Refused:
    """Return the 401 of an unknown key."""
    return problem(
        HTTPStatus.UNAUTHORIZED,
        "Authentication credentials not found.",
        category="INVALID_AUTHENTICATION",
    )


def missing_scope(scope: str) -> Refused:
    """Return the 403 that names the scope which would be needed."""
    message = "This app hasn't been granted all required scopes to make this call."
    errors = [{"message": message, "context": {"requiredGranularScopes": [scope]}}]
    return problem(
        HTTPStatus.FORBIDDEN, message, category="MISSING_SCOPES", errors=errors
    )


def rate_limited(policy: str, retry_after: int | None = None) -> Refused:
    """Return the general 429 with its policy's name."""
    refused = problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"You have reached your {policy.lower()} limit.",
        errorType="RATE_LIMIT",
        policyName=policy,
        requestId=CORRELATION,
    )
    return _with_retry(refused, retry_after)


def search_limited(retry_after: int | None = None) -> Refused:
    """Return the 429 of the search, which has another shape."""
    refused = problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "You have reached your secondly limit.",
        category="RATE_LIMITS",
    )
    return _with_retry(refused, retry_after)


def _with_retry(refused: Refused, retry_after: int | None) -> Refused:
    if retry_after is None:
        return refused
    old = refused.response
    headers = {**old.headers, "Retry-After": str(retry_after)}
    return Refused(Response(old.status, headers, old.body))
