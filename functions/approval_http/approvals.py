"""The approver's way: link, page, decision. The link locates; a person decides."""

import logging

import azure.functions as func

from functions.approval_http import answers
from functions.approval_http.answers import guarded

bp = func.Blueprint()
log = logging.getLogger(__name__)
_LINK = "link"
_LINK_SECONDS = 3600
_PAGE = "/api/approvals"
_WHY = "Somebody asked you to decide something. It is shown once you are signed in."


@bp.route(
    route="approvals/{token}", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS
)
@guarded
def open_approval(req: func.HttpRequest) -> func.HttpResponse:
    """Take a link's token out of the address; its cookie leads on, and decides nothing.

    Whatever opens it (a person, a mail scanner) changes nothing by that.
    """
    from functions.approval_http import linking
    from shared.identity.cookies import set_cookie

    token = req.route_params["token"]
    link = linking.read(req, token)
    if isinstance(link, func.HttpResponse):
        return link
    cookie = set_cookie(_LINK, token, seconds=_LINK_SECONDS)
    return answers.see_other(_PAGE, cookie=cookie)


@bp.route(route="approvals", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@guarded
def show_approval(req: func.HttpRequest) -> func.HttpResponse:
    """Show the request that the browser's link is to, once its visitor is signed in."""
    from functions.approval_http import approval_page, linking, visits
    from shared.identity.cookies import read_cookie

    token = read_cookie(req.headers.get("Cookie", ""), _LINK) or ""
    link = linking.read(req, token)
    if isinstance(link, func.HttpResponse):
        return link
    session = visits.session_of(req)
    if session is None:
        return visits.ask_to_sign_in(_PAGE, _WHY)
    opened = linking.opened(req, link, token, session)
    if isinstance(opened, func.HttpResponse):
        return opened
    return approval_page.show(opened)


@bp.route(
    route="approvals/decide", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS
)
@guarded
def decide_approval(req: func.HttpRequest) -> func.HttpResponse:
    """Record a signed-in person's decision about exactly what their page showed."""
    from functions.approval_http import approval_page, linking, visits

    form = visits.posted(req)
    session = visits.session_of(req)
    if session is None:
        return visits.ask_to_sign_in(_PAGE, _WHY)
    token = form.get("link", "")
    link = linking.read(req, token)
    if isinstance(link, func.HttpResponse):
        return link
    opened = linking.opened(req, link, token, session)
    if isinstance(opened, func.HttpResponse):
        return opened
    visits.check_token(session, form, opened.action)
    return approval_page.decide(opened, form, address=visits.address_of(req))
