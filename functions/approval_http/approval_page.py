"""The page of one decision: shown to the assignee, and what comes of its form."""

import logging
from collections.abc import Mapping

import azure.functions as func

from functions.approval_http import answers, ballots, visits
from functions.approval_http.answers import Refused
from functions.approval_http.linking import Opened
from shared import bootstrap
from shared.domain.errors import InvalidInput
from shared.services.concessions import decide as deciding
from shared.services.concessions import show as showing
from shared.services.concessions.read import InvalidFields
from shared.workflow.concessions.refusal import Code, Refusal
from shared.workflow.concessions.refusal import Refused as NotEligible

log = logging.getLogger(__name__)
_PAGE = "/api/approvals"
# Whoever is refused so has no business with the request: nothing of it is shown.
_STRANGERS = {
    Code.GUEST,
    Code.APPLICATION,
    Code.OTHER_TENANT,
    Code.NOT_ASSIGNEE,
    Code.NO_COLLEAGUE,
    Code.NO_ROLE,
}
# The names that the rules give fields, as the form has them.
_FORM_NAMES = {
    "counter_bps": "counter_percent",
    "expected_margin_minor": "expected_margin",
}


def show(
    opened: Opened,
    *,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> func.HttpResponse:
    """Show a request to its assignee, with the form if they may decide it now."""
    app, person = bootstrap.front_desk().app, opened.session.person
    found = deciding.eligible(app, opened.state, opened.request, person, opened.link)
    refused = found if isinstance(found, Refusal) else None
    if refused and refused.code in _STRANGERS:
        message = f"You can't decide this: {refused.text}."
        raise Refused(message)
    glass = deciding.may_break_glass(
        app, opened.state, opened.request, person, opened.link
    )
    view = showing.view(app, opened.state, opened.request)
    return answers.html(
        "approval",
        status=422 if problems else 200,
        view=view,
        may=None if refused else found,
        why_not=f"You can't decide this: {refused.text}." if refused else "",
        again=bool(refused and refused.code is Code.SIGN_IN_TOO_OLD),
        glass=glass,
        target=_PAGE,
        link=opened.token,
        form_token=visits.token(opened.session, opened.action),
        verdicts=ballots.VERDICTS,
        given=given or ballots.filled_in(view),
        problems=problems or {},
        **visits.shown_to(opened.session),
    )


def decide(
    opened: Opened, form: Mapping[str, str], *, address: str
) -> func.HttpResponse:
    """Record what the form says, or tell why not; who comes late sees the outcome."""
    desk, request = bootstrap.front_desk(), opened.request
    try:
        ballot = ballots.read(
            form,
            person=opened.session.person,
            link=opened.link,
            currency=request.terms.currency,
            ip_hash=desk.links.pseudonym(address),
        )
        broken = form.get("break_glass") == "yes"
        after = deciding.decide(desk.app, request.id, ballot, break_glass=broken)
    except InvalidFields as error:
        return show(opened, given=form, problems=error.problems)
    except InvalidInput as error:
        name, _, text = str(error).partition(": ")
        problems = {_FORM_NAMES.get(name, name): text or str(error)}
        return show(opened, given=form, problems=problems)
    except NotEligible as error:
        return _refused(opened, error.refusal)
    log.info("request %s decided: %s", request.id, after.status)
    return answers.see_other(f"/api/concessions/{request.id}?done=decided")


def _refused(opened: Opened, refusal: Refusal) -> func.HttpResponse:
    app, request_id = bootstrap.front_desk().app, opened.request.id
    log.info("decision about %s refused: %s", request_id, refusal.code)
    if refusal.code is Code.OTHER_TERMS and deciding.void_if_changed(app, request_id):
        text = "The contract changed meanwhile. It is asked anew on today's terms."
        return answers.message(409, "Nothing was decided", text)
    if refusal.code in {Code.NOT_PENDING, Code.TWICE}:
        return _settled(opened)
    message = f"You can't decide this: {refusal.text}."
    raise Refused(message)


def _settled(opened: Opened) -> func.HttpResponse:
    """Answer to who comes late with what was recorded."""
    _, request = showing.load(bootstrap.front_desk().app, opened.request.id)
    last = request.approvals[-1] if request.approvals else None
    texts = [f"The request is {request.status.value}."]
    if last:
        verdict = last.verdict.value.replace("_", " ")
        texts.append(f"{last.name} decided at {last.at:%Y-%m-%d %H:%M} UTC: {verdict}.")
    return answers.message(409, "This was decided already", *texts)
