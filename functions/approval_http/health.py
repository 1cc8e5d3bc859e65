"""`GET /api/health`: each job's freshness and each source's state."""

import logging

import azure.functions as func

from functions.approval_http.answers import guarded
from shared import bootstrap

bp = func.Blueprint()
log = logging.getLogger(__name__)


@bp.route(route="health", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@guarded
def health(req: func.HttpRequest) -> func.HttpResponse:
    """Answer 200 while all is fresh, 503 with the same figures when it is not.

    It names jobs and times only: nothing of a customer.
    """
    from shared.services import watch_jobs

    found = watch_jobs.health(bootstrap.app())
    status = 200 if found.status == "ok" else 503
    log.info("health: %s to %s", found.status, req.method)
    return func.HttpResponse(
        found.model_dump_json(), status_code=status, mimetype="application/json"
    )
