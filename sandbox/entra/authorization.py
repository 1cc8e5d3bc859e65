"""The authorization endpoint: who signs in, and the way back to the application."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from sandbox.entra import pages
from sandbox.entra.claims import Session
from sandbox.entra.clients import registered
from sandbox.entra.grants import Asked, Grants
from sandbox.entra.refusals import Refused, described
from sandbox.entra.sessions import Sessions
from sandbox.entra.tenant import Tenant
from sandbox.halopsa.messages import Request, Response

Query = Mapping[str, str]


class Authorization:
    """Answers `/{tenant}/oauth2/v2.0/authorize` and the form of its page."""

    def __init__(self, tenant: Tenant, grants: Grants, sessions: Sessions) -> None:
        self._tenant = tenant
        self._grants = grants
        self._sessions = sessions
        self._waiting: dict[str, Asked] = {}

    def answer(self, request: Request) -> Response:
        """Send the browser on with a code, or show who can sign in."""
        query = dict(request.pairs())
        try:
            asked = self._asked(query)
        except Refused as refused:
            return pages.problem(str(refused))
        try:
            _check(query)
            session = self._session(request, query, asked)
        except Refused as refused:
            return self._back(asked, **self._error(refused))
        if session is None:
            return self._choose(asked)
        return self._blocked(session.username) or self._granted(asked, session)

    def answer_form(self, request: Request) -> Response:
        """Sign in the chosen person, or tell the application that none was."""
        form = dict(parse_qsl(request.body.decode(errors="replace")))
        asked = self._waiting.pop(form.get("login_state", ""), None)
        if asked is None:
            text = "AADSTS50089: Authentication failed due to flow token expired."
            return pages.problem(text)
        if form.get("answer") == "cancel":
            refused = Refused("access_denied", 65004, "User declined to sign in.")
            return self._back(asked, **self._error(refused), error_subcode="cancel")
        if blocked := self._blocked(form.get("username", "")):
            return blocked
        session, cookie = self._sessions.begin(form["username"])
        return self._granted(asked, session, {"Set-Cookie": cookie})

    def _asked(self, query: Query) -> Asked:
        """Return what is asked; Refused here must not reach the address given."""
        application = registered(self._tenant, query.get("client_id", ""))
        address = query.get("redirect_uri", "")
        if address not in application.redirect_uris:
            text = (
                f"The redirect URI '{address}' specified in the request does not match "
                "the redirect URIs configured for the application "
                f"'{application.client_id}'."
            )
            raise Refused("invalid_request", 50011, text)
        return Asked(
            client_id=application.client_id,
            redirect_uri=address,
            scope=query.get("scope", ""),
            state=query.get("state", ""),
            nonce=query.get("nonce", ""),
            challenge=query.get("code_challenge", ""),
            method=query.get("code_challenge_method", "plain"),
            login_hint=query.get("login_hint", ""),
        )

    def _session(self, request: Request, query: Query, asked: Asked) -> Session | None:
        """Return the session that serves; None asks the person, Refused may not."""
        session = self._sessions.find(request)
        prompt = query.get("prompt", "")
        if session and self._is_too_old(session, query):
            session = None
        if session and asked.login_hint not in {"", session.username}:
            session = None
        if prompt == "none" and session is None:
            text = "A silent sign-in request was sent but no user is signed in."
            raise Refused("login_required", 50058, text)
        return None if prompt in {"login", "select_account"} else session

    def _is_too_old(self, session: Session, query: Query) -> bool:
        allowed = query.get("max_age")
        age = self._tenant.now() - session.auth_time
        return allowed is not None and age >= int(allowed)

    def _blocked(self, username: str) -> Response | None:
        """Return the page for a person who may not sign in to the application."""
        user = next((u for u in self._tenant.directory if u.username == username), None)
        if user is None:
            text = f"AADSTS50034: The user account {username} does not exist."
        elif user.disabled:
            text = "AADSTS50057: The user account is disabled."
        elif self._tenant.options.assignment_required and not user.roles:
            text = (
                "AADSTS50105: Your administrator has configured the application to "
                "block users unless they are specifically granted ('assigned') access "
                f"to the application. The signed in user '{username}' is blocked."
            )
        else:
            return None
        return pages.problem(text)

    def _choose(self, asked: Asked) -> Response:
        state = secrets.token_urlsafe(32)
        self._waiting[state] = asked
        return pages.choose(
            self._tenant.directory,
            action=f"/{self._tenant.id}/login",
            state=state,
            hint=asked.login_hint,
        )

    def _granted(
        self, asked: Asked, session: Session, headers: Mapping[str, str] | None = None
    ) -> Response:
        code = self._grants.code_for(asked, session, self._tenant.now())
        found = self._back(asked, code=code, session_state=session.sid)
        return Response(found.status, {**found.headers, **(headers or {})})

    def _back(self, asked: Asked, **told: str) -> Response:
        state = {"state": asked.state} if asked.state else {}
        joint = "&" if "?" in asked.redirect_uri else "?"
        where = f"{asked.redirect_uri}{joint}{urlencode({**told, **state})}"
        headers = {"Location": where, "Cache-Control": "no-store"}
        return Response(HTTPStatus.FOUND, headers)

    def _error(self, refused: Refused) -> dict[str, str]:
        told = described(refused, self._tenant.clock.now())
        return {name: told[name] for name in ("error", "error_description")}


def _check(query: Query) -> None:
    if query.get("response_type") != "code":
        text = "The app requested an unsupported response type."
        raise Refused("unsupported_response_type", 70005, text)
    if query.get("response_mode", "query") != "query":
        text = "This stand-in knows the response mode 'query' only."
        raise Refused("invalid_request", 70007, text)
    if not query.get("scope"):
        text = "The request body must contain the following parameter: 'scope'."
        raise Refused("invalid_request", 900144, text)
    known = {"", "login", "none", "consent", "select_account"}
    if (
        query.get("prompt", "") not in known
        or not query.get("max_age", "0").isdecimal()
    ):
        raise Refused("invalid_request", 90023, "The request isn't valid.")
    if query.get("code_challenge_method", "plain") not in {"plain", "S256"}:
        text = "The code challenge method is not supported."
        raise Refused("invalid_request", 501491, text)
