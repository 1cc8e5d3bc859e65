"""Who is signed in in which browser, by the service's own cookie."""

import secrets
from http.cookies import CookieError, SimpleCookie
from uuid import uuid4

from sandbox.entra.claims import Session
from sandbox.entra.tenant import Tenant
from sandbox.halopsa.messages import Request

COOKIE = "ESTSAUTH"


class Sessions:
    """The sign-ins in force."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._sessions: dict[str, Session] = {}

    def find(self, request: Request) -> Session | None:
        """Return the browser's session unless its person may not sign in any more."""
        session = self._sessions.get(_cookie(request))
        if session is None or self._tenant.directory.user(session.username).disabled:
            return None
        return session

    def begin(self, username: str) -> tuple[Session, str]:
        """Return a new session and the Set-Cookie header that carries it."""
        session = Session(username, str(uuid4()), self._tenant.now())
        name = secrets.token_urlsafe(32)
        self._sessions[name] = session
        return session, f"{COOKIE}={name}; Path=/; Secure; HttpOnly; SameSite=Lax"

    def end(self, request: Request) -> str:
        """Forget the browser's session; return the header that clears its cookie."""
        self._sessions.pop(_cookie(request), None)
        return f"{COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"


def _cookie(request: Request) -> str:
    try:
        found = SimpleCookie(request.header("Cookie")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
