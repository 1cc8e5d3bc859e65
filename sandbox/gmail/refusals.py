"""Google's ways of saying no."""

from http import HTTPStatus

from sandbox.halopsa.messages import Response, json_response

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_USAGE = {"rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded"}


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def error(
    status: int, reason: str, message: str, *, retry_after: int | None = None
) -> Response:
    """Return an error of the API."""
    domain = "usageLimits" if reason in _USAGE else "global"
    body = {
        "error": {
            "code": status,
            "message": message,
            "errors": [{"message": message, "domain": domain, "reason": reason}],
            "status": _STATUS.get(status, "UNKNOWN"),
        }
    }
    answer = json_response(body, status)
    if retry_after is None:
        return answer
    headers = {**answer.headers, "Retry-After": str(retry_after)}
    return Response(status, headers, answer.body)


def not_found() -> Refused:
    """Return the refusal of an unknown or stale id."""
    message = "Requested entity was not found."
    return Refused(error(HTTPStatus.NOT_FOUND, "notFound", message))


def bad_request(message: str, reason: str = "badRequest") -> Refused:
    """Return the refusal of a malformed request."""
    return Refused(error(HTTPStatus.BAD_REQUEST, reason, message))


def forbidden(message: str, reason: str = "forbidden") -> Refused:
    """Return the refusal of what the token or the project may not do."""
    return Refused(error(HTTPStatus.FORBIDDEN, reason, message))


def oauth_error(status: int, name: str, description: str) -> Response:
    """Return an error of the token endpoint."""
    return json_response({"error": name, "error_description": description}, status)
