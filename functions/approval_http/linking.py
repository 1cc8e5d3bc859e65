"""What a link leads to: the request, once its assignee is signed in, or a dead end."""

import logging
from dataclasses import dataclass

import azure.functions as func

from functions.approval_http import answers, visits
from functions.approval_http.answers import Refused
from shared import bootstrap
from shared.domain.approval import Concession, ConcessionStatus
from shared.domain.errors import NotFound
from shared.domain.person import Session
from shared.domain.renewal import ContractState
from shared.identity.links import LinkRefused
from shared.services.concessions import show
from shared.workflow.concessions.eligibility import Link

_DEAD = {
    ConcessionStatus.WITHDRAWN,
    ConcessionStatus.EXPIRED,
    ConcessionStatus.VOIDED,
}
_TOO_MANY = "Too many links that are not valid came from here. Try again later."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """A live link with the session of its assignee and the request it is to."""

    link: Link
    token: str
    session: Session
    state: ContractState
    request: Concession

    @property
    def action(self) -> str:
        """All that a form on this link's page binds to."""
        return f"decide|{self.link.request_id}|{self.link.revision}|{self.link.chash}"


def read(req: func.HttpRequest, token: str) -> Link | func.HttpResponse:
    """Give what a token says, or the answer to a bad one.

    All bad ones get the same words. They are counted by sender; a good one is never
    refused for the bad ones that came before it.
    """
    desk = bootstrap.front_desk()
    try:
        claims = desk.links.read(token)
    except LinkRefused as error:
        return _bad(req, error.reason) or answers.dead()
    if claims.tid != desk.app.entra_tenant_id:
        return _bad(req, "tenant") or answers.dead()
    if desk.app.stores.settings.effects_stopped():
        log.info("link to %s not opened: effects are stopped", claims.rid)
        return answers.dead()
    return Link(
        tid=claims.tid,
        oid=claims.sub,
        request_id=claims.rid,
        revision=claims.rev,
        chash=claims.chash,
    )


def opened(
    req: func.HttpRequest, link: Link, token: str, session: Session
) -> Opened | func.HttpResponse:
    """Load what a link is to; nothing of it is told to anybody but its assignee."""
    if session.person.oid != link.oid or session.person.tid != link.tid:
        keys = (f"person {session.person.oid}", f"request {link.request_id}")
        refused = _bad(req, "assignee", *keys)
        if refused:
            return refused
        message = "This link was made for somebody else. Ask for one of your own."
        raise Refused(message)
    try:
        state, request = show.load(bootstrap.front_desk().app, link.request_id)
    except NotFound:
        return answers.dead()
    current = (request.revision, request.chash) == (link.revision, link.chash)
    if request.status in _DEAD or not current:
        return answers.dead()
    return Opened(link, token, session, state, request)


def _bad(req: func.HttpRequest, reason: str, *keys: str) -> func.HttpResponse | None:
    """Count a link that is no good here; give the answer to one too many."""
    desk = bootstrap.front_desk()
    sender = desk.links.pseudonym(visits.address_of(req))
    verdict = desk.attempts.record_bad([f"address {sender}", *keys])
    log.info("link refused: %s", reason)
    for key in verdict.locked_out:
        log.warning("many bad links from %s", key)
    return answers.message(429, "Not now", _TOO_MANY) if verdict.refused else None
