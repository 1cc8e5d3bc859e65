"""The requester's way: ask, look, change, take back; by form or by API."""

import logging
from datetime import timedelta

import azure.functions as func

from functions.approval_http import answers
from functions.approval_http.answers import Refused, guarded
from shared import bootstrap

bp = func.Blueprint()
log = logging.getLogger(__name__)
_WHY = "Requests for concessions are shown to the people who work on them."
_DONE = {
    "requested": "The request is recorded, and whoever decides it is asked.",
    "decided": "Your decision is recorded.",
    "withdrawn": "The request is withdrawn.",
}
_OPEN_DAYS = 5


@bp.route(
    route="concessions/new",
    methods=["GET", "POST"],
    auth_level=func.AuthLevel.ANONYMOUS,  # the session says who it is
)
@guarded
def new_concession(req: func.HttpRequest) -> func.HttpResponse:
    """Show the form of a request about a contract, and make the request."""
    from functions.approval_http import visits
    from functions.approval_http.request_form import RequestForm
    from shared.services.concessions import account, request

    form = visits.posted(req) if req.method == "POST" else None
    contract_id = req.params.get("contract", "")
    path = f"/api/concessions/new?contract={contract_id}"
    session = visits.session_of(req)
    if session is None:
        return visits.ask_to_sign_in(path, _WHY)
    app = bootstrap.front_desk().app
    by = request.who_asks(app, session.person)
    page = RequestForm(
        heading="Ask for a concession",
        button="Ask for it",
        action=path,
        account=account.of_contract(app, contract_id),
        session=session,
    )
    if form is None:
        today = app.today()
        last = page.account.basis.term_end
        return page.show(
            {
                "effective_date": (last + timedelta(days=1)).isoformat(),
                "term_months": str(page.account.inputs.renewal_months),
                "expires_on": (today + timedelta(days=_OPEN_DAYS)).isoformat(),
                "once": app.new_id(),
            }
        )
    entry = request.Entry(
        by=by,
        origin="form",
        # The page's own number: sent twice, it is one request.
        request_id=request.id_of(by.oid, contract_id, form.get("once", "")),
    )
    return page.post(
        form, lambda wanted: request.ask(app, contract_id, wanted, entry=entry)
    )


@bp.route(
    route="concessions/{id}", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS
)
@guarded
def show_concession(req: func.HttpRequest) -> func.HttpResponse:
    """Show a request to those who ask, decide or audit."""
    from functions.approval_http import visits
    from shared.services.concessions import request, show

    request_id = req.route_params["id"]
    session = visits.session_of(req)
    if session is None:
        return visits.ask_to_sign_in(f"/api/concessions/{request_id}", _WHY)
    app, person = bootstrap.front_desk().app, session.person
    request.check_may_look(app, person)
    state, found = show.load(app, request_id)
    may_change = request.may_change(state, request_id, person)
    return answers.html(
        "concession",
        view=show.view(app, state, found),
        done=_DONE.get(req.params.get("done", ""), ""),
        may_change=may_change,
        form_token=visits.token(session, f"withdraw|{request_id}"),
        **visits.shown_to(session),
    )


@bp.route(
    route="concessions/{id}/revise",
    methods=["GET", "POST"],
    auth_level=func.AuthLevel.ANONYMOUS,
)
@guarded
def revise_concession(req: func.HttpRequest) -> func.HttpResponse:
    """Show the form of a request with its terms, and put others in their place."""
    from functions.approval_http import visits
    from functions.approval_http.request_form import RequestForm, texts_of
    from shared.services.concessions import account, request, show

    form = visits.posted(req) if req.method == "POST" else None
    request_id = req.route_params["id"]
    path = f"/api/concessions/{request_id}/revise"
    session = visits.session_of(req)
    if session is None:
        return visits.ask_to_sign_in(path, _WHY)
    app, person = bootstrap.front_desk().app, session.person
    request.check_may_look(app, person)
    state, found = show.load(app, request_id)
    if not request.may_change(state, request_id, person):
        message = "This request can't be changed, or not by you."
        raise Refused(message)
    page = RequestForm(
        heading="Change a request",
        button="Ask for these terms instead",
        action=path,
        account=account.of_place(app, found.customer_id, found.contract_id),
        session=session,
    )
    if form is None:
        return page.show(texts_of(found.terms, found.terms.currency))
    return page.post(
        form, lambda wanted: request.revise(app, request_id, wanted, person=person)
    )


@bp.route(
    route="concessions/{id}/withdraw",
    methods=["POST"],
    auth_level=func.AuthLevel.ANONYMOUS,
)
@guarded
def withdraw_concession(req: func.HttpRequest) -> func.HttpResponse:
    """Take a request back: all links to it are dead from then on."""
    from functions.approval_http import visits
    from shared.domain.errors import Conflict
    from shared.services.concessions import request

    form = visits.posted(req)
    request_id = req.route_params["id"]
    session = visits.session_of(req)
    if session is None:
        return visits.ask_to_sign_in(f"/api/concessions/{request_id}", _WHY)
    visits.check_token(session, form, f"withdraw|{request_id}")
    app, person = bootstrap.front_desk().app, session.person
    reason = form.get("reason", "").strip()
    if not reason:
        return answers.message(422, "Nothing was done", "Say why it is withdrawn.")
    try:
        request.withdraw(app, request_id, person=person, reason=reason[:500])
    except Conflict as error:
        return answers.message(409, "Nothing was done", str(error))
    return answers.see_other(f"/api/concessions/{request_id}?done=withdrawn")
