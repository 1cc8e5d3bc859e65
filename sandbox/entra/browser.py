"""A person's browser for tests: it keeps the cookie and fills in the form."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.halopsa.messages import Request, Response

FORM = "application/x-www-form-urlencoded"
ACTION = re.compile(r'<form method="post" action="([^"]+)"')
STATE = re.compile(r'name="login_state" value="([^"]+)"')


class Browser:
    """One browser in front of a stand-in; it follows nothing by itself."""

    def __init__(self, handle: Callable[[Request], Response]) -> None:
        self._handle = handle
        self.cookie = ""

    def open(self, url: str) -> Response:
        """Get one address of the stand-in."""
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
        return self._send(Request("GET", parts.path, query, self._headers()))

    def answer(
        self, page: Response, username: str, answer: str = "sign_in"
    ) -> Response:
        """Send the form of the sign-in page."""
        text = page.body.decode()
        action, state = ACTION.search(text), STATE.search(text)
        if action is None or state is None:
            raise ValueError(f"no sign-in form in {text!r}")
        form = {
            "login_state": unescape(state[1]),
            "username": username,
            "answer": answer,
        }
        headers = {"Content-Type": FORM, **self._headers()}
        body = urlencode(form).encode()
        return self._send(Request("POST", unescape(action[1]), (), headers, body))

    def sign_in(self, url: str, username: str) -> str:
        """Return the callback address a sign-in ends at; raises ValueError."""
        response = self.open(url)
        if "Location" not in response.headers:
            response = self.answer(response, username)
        if "Location" not in response.headers:
            raise ValueError(f"not signed in: {response.body!r}")
        return response.headers["Location"]

    def _send(self, request: Request) -> Response:
        response = self._handle(request)
        if cookie := response.headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        return response

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {}
