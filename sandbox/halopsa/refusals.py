"""The three shapes of HaloPSA's 400, and the exception that carries a refusal."""

from http import HTTPStatus

from sandbox.halopsa.messages import Response, empty, json_response

SHAPES = ("model", "exception", "string")


class Refused(Exception):
    """The request ends here, with this response."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def model_state(name: str, message: str) -> Response:
    """Return a 400 that names the offending field."""
    return json_response({name: [message]}, HTTPStatus.BAD_REQUEST)


def system_exception(message: str) -> Response:
    """Return a 400 that is a serialised .NET exception."""
    return json_response(
        {
            "ClassName": "System.Exception",
            "Message": message,
            "Data": None,
            "InnerException": None,
            "HelpURL": None,
            "StackTraceString": None,
            "HResult": -2146233088,
            "Source": None,
        },
        HTTPStatus.BAD_REQUEST,
    )


def bare_string(message: str) -> Response:
    """Return a 400 whose body is one JSON string."""
    return json_response(message, HTTPStatus.BAD_REQUEST)


def validation(message: str, shape: str) -> Refused:
    """Return the refusal of a business rule in the tenant's shape."""
    if shape == "model":
        return Refused(model_state("[0]", message))
    if shape == "exception":
        return Refused(system_exception(message))
    return Refused(bare_string(message))


def invalid_value(name: str, value: str) -> Refused:
    """Return the refusal of a parameter that is not of its type."""
    return Refused(model_state(name, f"The value '{value}' is not valid."))


def not_found() -> Refused:
    """Return the refusal of an unknown route or record: 404 without a body."""
    return Refused(empty(HTTPStatus.NOT_FOUND))
