"""The JSON API: a request from another system, with an access token of Entra ID."""

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

import azure.functions as func

from functions.approval_http import answers
from shared import bootstrap

if TYPE_CHECKING:
    from shared.domain.approval import Concession
    from shared.domain.person import Person

bp = func.Blueprint()
log = logging.getLogger(__name__)
_LONGEST_KEY = 128
_STATUS = {"PolicyViolation": 403, "NotFound": 404, "Conflict": 409}


@bp.route(
    route="concessions",
    methods=["POST"],
    auth_level=func.AuthLevel.ANONYMOUS,  # the access token says who it is
)
@answers.guarded
def request_concession(req: func.HttpRequest) -> func.HttpResponse:
    """Make a request; the same `Idempotency-Key` again gives the same request."""
    from shared.domain.errors import DomainError, SourceError
    from shared.identity.tokens import TokenRefused
    from shared.services.concessions.read import InvalidFields

    scheme, _, token = req.headers.get("Authorization", "").partition(" ")
    try:
        tokens = bootstrap.front_desk().tokens
        person = tokens.read_access_token(token if scheme == "Bearer" else "")
    except TokenRefused as error:
        log.info("token refused: %s", error.reason)
        return _problem(401, "a valid access token is needed")
    except SourceError as error:
        log.warning("%s", error)
        return _problem(503, "tokens can't be checked now")
    try:
        made = _made(req, person)
    except InvalidFields as error:
        return _problem(422, "some fields are wrong", problems=error.problems)
    except DomainError as error:
        return _problem(_STATUS.get(type(error).__name__, 422), str(error))
    body = {
        "id": made.id,
        "revision": made.revision,
        "status": made.status.value,
        "requirement": made.requirement.model_dump(mode="json"),
        "assessment": made.assessment.model_dump(mode="json"),
    }
    return _json(201, body)


def _made(req: func.HttpRequest, person: "Person") -> "Concession":
    from functions.approval_http.json_body import texts_of
    from shared.services.concessions import account, read, request

    app = bootstrap.front_desk().app
    by = request.who_asks(app, person)
    texts = texts_of(req)
    contract_id = texts.pop("contract", "")
    wanted = read.read(texts, account.of_contract(app, contract_id).basis.currency)
    key = req.headers.get("Idempotency-Key", "")[:_LONGEST_KEY] or app.new_id()
    entry = request.Entry(
        by=by, origin="api", request_id=request.id_of(person.oid, contract_id, key)
    )
    return request.ask(app, contract_id, wanted, entry=entry)


def _problem(status: int, detail: str, **more: object) -> func.HttpResponse:
    return _json(status, {"status": status, "detail": detail, **more})


def _json(status: int, body: dict[str, object]) -> func.HttpResponse:
    answer = func.HttpResponse(
        json.dumps(body), status_code=status, mimetype="application/json"
    )
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
