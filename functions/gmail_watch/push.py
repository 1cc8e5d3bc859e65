"""`POST /api/gmail/push`: a hint, believed only with Google's own token on it."""

import logging

import azure.functions as func

from shared import bootstrap

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.route(
    route="gmail/push",
    methods=["POST"],
    auth_level=func.AuthLevel.ANONYMOUS,  # Pub/Sub signs instead: its token is checked
)
def gmail_push(req: func.HttpRequest) -> func.HttpResponse:
    """Queue a reading of the mailbox that a notification names."""
    from shared.domain.errors import InvalidInput, SourceUnavailable
    from shared.services.mail import receive_push
    from shared.sources.gmail.push import notification

    expected = bootstrap.settings().gmail.push
    try:
        if not bootstrap.push_verifier().allowed(req.headers.get("Authorization", "")):
            return func.HttpResponse(status_code=401)
        found = notification(req.get_body(), subscription=expected.subscription)
        if found is None:
            return func.HttpResponse(status_code=403)
        taken = receive_push.accept(bootstrap.app(), found)
    except InvalidInput as error:
        log.warning("%s", error)
        return func.HttpResponse(status_code=400)
    except SourceUnavailable as error:
        log.warning("push not queued: %s", error)
        return func.HttpResponse(status_code=503)
    log.info("push: %s", taken)
    return func.HttpResponse(status_code=204)
