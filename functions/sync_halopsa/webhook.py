"""HaloPSA's webhook: a hint, answered as soon as its message is stored."""

import logging

import azure.functions as func

from shared import bootstrap

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.route(
    route="webhooks/halopsa/{random}",
    methods=["POST"],
    auth_level=func.AuthLevel.ANONYMOUS,  # HaloPSA can't send a key: Basic is checked
)
def halopsa_webhook(req: func.HttpRequest) -> func.HttpResponse:
    """Queue a re-read of each ticket that a delivery names."""
    from shared.domain.errors import InvalidInput, SourceUnavailable
    from shared.identity.basic import allowed
    from shared.services import receive_webhook
    from shared.sources.halopsa.webhook import hints

    expected = bootstrap.settings().webhook
    sent = req.headers.get("Authorization", "")
    path = req.route_params.get("random", "")
    if not allowed(sent, path, expected):
        return func.HttpResponse(status_code=401)
    try:
        found = hints(req.get_body())
    except InvalidInput as error:
        log.warning("webhook refused: %s", error)
        return func.HttpResponse(str(error), status_code=400)
    tickets = [hint.object_id for hint in found if hint.kind == "ticket"]
    try:
        count = receive_webhook.accept(bootstrap.app(), tickets)
    except SourceUnavailable as error:
        log.warning("webhook not queued: %s", error)
        return func.HttpResponse(status_code=503)
    log.info("webhook: %d hints, %d new", len(found), count)
    return func.HttpResponse(status_code=202)
