"""Who visits a page, and whether a form really comes from one of ours."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import azure.functions as func

from functions.approval_http import answers
from functions.approval_http.answers import Refused
from shared import bootstrap
from shared.domain.errors import InvalidInput
from shared.domain.person import Session
from shared.front_desk import FrontDesk
from shared.identity.cookies import read_cookie
from shared.identity.csrf import form_token, is_form_token
from shared.identity.origin import is_same_origin
from shared.services.concessions.read import plain

SESSION = "session"
_FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 64 * 1024
_MOST_FIELDS = 60


def session_of(req: func.HttpRequest) -> Session | None:
    """Find the session of the browser that asks; reading it writes nothing."""
    cookie = read_cookie(req.headers.get("Cookie", ""), SESSION)
    if cookie is None:
        return None
    desk = bootstrap.front_desk()
    return desk.sign_ins.find_session(cookie, desk.app.now())


def ask_to_sign_in(target: str, why: str) -> func.HttpResponse:
    """Show who isn't signed in a page that tells nothing but that."""
    return answers.html("sign_in", status=401, target=target, why=why)


def shown_to(session: Session) -> dict[str, Any]:
    """Give what every page shows of its visitor."""
    return {
        "visitor": session.person.name,
        "sign_out_token": token(session, "sign-out"),
    }


def token(session: Session, action: str) -> str:
    """Make the token of a form that does one action in this session."""
    return form_token(session.csrf_secret, action)


def posted(req: func.HttpRequest) -> dict[str, str]:
    """Read a form; Refused from another site, InvalidInput for what is no form."""
    _check_origin(bootstrap.front_desk(), req)
    kind = req.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    body = req.get_body()
    if kind != _FORM or len(body) > _MOST_BYTES:
        message = "this page takes a form of 64 KB at most"
        raise InvalidInput(message)
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            strict_parsing=bool(body),
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        message = "the form can't be read"
        raise InvalidInput(message) from error
    if len({name for name, _ in pairs}) < len(pairs):
        message = "the form has a field twice"
        raise InvalidInput(message)
    return {name: plain(value.replace("\r\n", "\n")) for name, value in pairs}


def check_token(session: Session, form: Mapping[str, str], action: str) -> None:
    """Refuse a form that wasn't made for this session and action."""
    if not is_form_token(form.get("form", ""), session.csrf_secret, action):
        message = "This form is not from this session. Open the page again."
        raise Refused(message)


def address_of(req: func.HttpRequest) -> str:
    """Give the caller's address: the last one, which the platform itself adds."""
    last = str(req.headers.get("X-Forwarded-For", "")).rpartition(",")[2].strip()
    # With its port, as the platform writes it: 192.0.2.1:5021 or [2001:db8::1]:5021.
    host, colon, _ = last.rpartition(":")
    with_port = colon and (":" not in host or host.endswith("]"))
    return host if with_port else last


def _check_origin(desk: FrontDesk, req: func.HttpRequest) -> None:
    same = is_same_origin(
        desk.origin,
        origin=req.headers.get("Origin"),
        fetch_site=req.headers.get("Sec-Fetch-Site"),
    )
    if not same:
        message = "This form was sent from another site."
        raise Refused(message)
