"""The intake page: a contract's owner fills in the terms that HaloPSA doesn't give."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

import azure.functions as func

from functions.approval_http import answers
from functions.approval_http.answers import Refused, guarded
from shared import bootstrap

if TYPE_CHECKING:
    from shared.domain.person import Session
    from shared.ports import App

bp = func.Blueprint()
log = logging.getLogger(__name__)
# Field, label and hint, in the order in which the page asks.
FIELDS = (
    ("start_date", "Start date", "Like 2027-03-31."),
    ("end_date", "End date", "The last day of service."),
    ("renewal_mode", "What happens at the end", "none, manual, auto or evergreen."),
    ("notice_period", "Notice period", "Like 90 days or 3 months."),
    ("owner", "Owner", "An agent's name, e-mail address or id."),
    ("mrr", "Recurring revenue a month", "Without tax."),
    ("currency", "Currency", "A code like GBP."),
    ("entitled_hours", "Entitled hours a month", "Leave it empty for none."),
    ("seats", "Seats", "Users or devices under contract."),
)


@bp.route(
    route="intake/{contract}",
    methods=["GET", "POST"],
    auth_level=func.AuthLevel.ANONYMOUS,  # the session says who it is
)
@guarded
def fill_intake(req: func.HttpRequest) -> func.HttpResponse:
    """Show a contract's terms to its owner, and record what they fill in."""
    from functions.approval_http import visits
    from shared.domain.errors import NotFound, PolicyViolation
    from shared.services import fill_intake as filling

    contract_id = req.route_params["contract"]
    form = visits.posted(req) if req.method == "POST" else None
    session = visits.session_of(req)
    if session is None:
        why = "The terms of a contract are shown to its owner."
        return visits.ask_to_sign_in(f"/api/intake/{contract_id}", why)
    app, action = bootstrap.front_desk().app, f"intake|{contract_id}"
    problems: dict[str, str] = {}
    done = ""
    try:
        if form is not None:
            visits.check_token(session, form, action)
            keep = _settled if "account" in form else _recorded
            done, problems = keep(app, session, contract_id, form)
        view = filling.show(app, session.person, contract_id)
    except (NotFound, PolicyViolation) as error:
        # In the same words for a contract that isn't there: nobody can try which are.
        text = "Only the contract's owner can fill in its terms."
        raise Refused(text) from error
    return answers.html(
        "intake",
        status=422 if problems else 200,
        view=view,
        done=done,
        problems=problems,
        given=form if form and problems else {},
        fields=FIELDS,
        form_token=visits.token(session, action),
        **visits.shown_to(session),
    )


def _settled(
    app: "App", session: "Session", contract_id: str, form: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """Record which company of HubSpot the customer is, or is not."""
    from shared.domain.errors import InvalidInput, NotFound
    from shared.services import fill_intake as filling

    is_it = form.get("answer") == "yes"
    try:
        written = filling.settle_account(
            app, session.person, contract_id, form["account"], is_it=is_it
        )
    except (InvalidInput, NotFound) as error:
        return "", {"account": str(error)}
    log.info("account of contract %s settled: %s", contract_id, is_it)
    told = f" Written to it so far: {'; '.join(written)}." if written else ""
    return f"Recorded.{told}", {}


def _recorded(
    app: "App", session: "Session", contract_id: str, form: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """Record a form; give what to say of it, and what is wrong by field."""
    from shared.domain.errors import InvalidInput
    from shared.services import fill_intake as filling

    try:
        new = filling.record(app, session.person, contract_id, form)
    except InvalidInput as error:
        told = str(error).replace(" ", "_")
        named = (name for name, _, _ in FIELDS if told.startswith(name))
        return "", {next(named, "start_date"): str(error)}
    log.info("intake of contract %s: new=%s", contract_id, new)
    return ("Recorded." if new else "Nothing was new."), {}
