"""Signing in and out with Entra ID, and the pages' style sheet."""

import logging

import azure.functions as func

from functions.approval_http import answers
from functions.approval_http.answers import guarded
from shared import bootstrap

bp = func.Blueprint()
log = logging.getLogger(__name__)
_SIGN_IN = "signin"


@bp.route(route="signin", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
@guarded
def sign_in(req: func.HttpRequest) -> func.HttpResponse:
    """Start a sign-in and send the browser to Entra ID.

    A page leads there, not a redirect: browsers hold a redirect after a form to the
    page's `form-action`, and that names this site alone.
    """
    from functions.approval_http import visits
    from shared.identity.cookies import set_cookie
    from shared.storage.sign_ins import SIGN_IN_LIFETIME

    form = visits.posted(req)
    desk = bootstrap.front_desk()
    recent = form.get("again") == "yes"
    kept, address = desk.entra.begin(form.get("target", ""), recent=recent)
    value = desk.sign_ins.begin(kept, desk.app.now())
    seconds = int(SIGN_IN_LIFETIME.total_seconds())
    cookie = set_cookie(_SIGN_IN, value, seconds=seconds)
    return answers.html("leaving", address=address, cookie=cookie)


@bp.route(route="signin/callback", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@guarded
def finish_sign_in(req: func.HttpRequest) -> func.HttpResponse:
    """Take the browser back from Entra ID and open its session."""
    from functions.approval_http.visits import SESSION
    from shared.identity.cookies import read_cookie, set_cookie
    from shared.identity.tokens import TokenRefused
    from shared.storage.sign_ins import SESSION_LIFETIME

    desk = bootstrap.front_desk()
    now = desk.app.now()
    cookies = req.headers.get("Cookie", "")
    value = read_cookie(cookies, _SIGN_IN)
    kept = (
        desk.sign_ins.take(value, req.params.get("state", ""), now) if value else None
    )
    if kept is None:
        text = "It took longer than ten minutes, or was begun elsewhere. Start again."
        return answers.message(400, "This sign-in is over", text)
    try:
        person = desk.entra.finish(kept, req.params)
    except TokenRefused as error:
        log.warning("sign-in refused: %s", error.reason)
        return answers.message(403, "You could not be signed in", "Try again.")
    before = read_cookie(cookies, SESSION)
    if before:
        desk.sign_ins.end_session(before)
    session, _ = desk.sign_ins.open_session(person, now)
    seconds = int(SESSION_LIFETIME.total_seconds())
    cookie = set_cookie(SESSION, session, seconds=seconds)
    return answers.see_other(kept.target, cookie=cookie)


@bp.route(route="signout", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
@guarded
def sign_out(req: func.HttpRequest) -> func.HttpResponse:
    """End the browser's session."""
    from functions.approval_http import visits
    from shared.identity.cookies import clear_cookie, read_cookie

    form = visits.posted(req)
    value = read_cookie(req.headers.get("Cookie", ""), visits.SESSION)
    session = visits.session_of(req)
    if value and session:
        visits.check_token(session, form, "sign-out")
        bootstrap.front_desk().sign_ins.end_session(value)
    return answers.html(
        "message",
        heading="You are signed out",
        texts=("You can close this page.",),
        cookie=clear_cookie(visits.SESSION),
    )


@bp.route(route="style.css", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@guarded
def page_style(req: func.HttpRequest) -> func.HttpResponse:
    """Give the pages' style sheet."""
    from functions.approval_http import rendering

    log.debug("style for %s", req.method)
    return func.HttpResponse(rendering.style(), mimetype="text/css")
