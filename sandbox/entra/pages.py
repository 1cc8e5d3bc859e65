"""The pages a person sees: choose who you are, an error, signed out."""

from collections.abc import Iterable
from html import escape
from http import HTTPStatus

from sandbox.entra.people import User
from sandbox.halopsa.messages import Response

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


def choose(people: Iterable[User], *, action: str, state: str, hint: str) -> Response:
    """Return the sign-in form; `state` says which request it answers."""
    choices = "\n".join(_choice(user, checked=user.username == hint) for user in people)
    return _page(
        HTTPStatus.OK,
        "Sign in",
        f"""<p>This stands in for Entra ID; there are no passwords.</p>
<form method="post" action="{escape(action)}">
<input type="hidden" name="login_state" value="{escape(state)}">
<fieldset><legend>Choose who you are</legend>
{choices}
</fieldset>
<button name="answer" value="sign_in">Sign in</button>
<button name="answer" value="cancel" formnovalidate>Cancel</button>
</form>""",
    )


def problem(text: str) -> Response:
    """Return the page for what must not be told to the application."""
    return _page(
        HTTPStatus.BAD_REQUEST,
        "Sorry, but we could not sign you in",
        f'<p role="alert">{escape(text)}</p>',
    )


def signed_out() -> Response:
    """Return the page that ends a sign-out without an address to go back to."""
    return _page(HTTPStatus.OK, "You signed out of your account", "")


def _choice(user: User, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    roles = ", ".join(user.roles) or "no role"
    return (
        f'<p><label><input type="radio" name="username" required{mark} '
        f'value="{escape(user.username)}"> {escape(user.name)} '
        f"({escape(user.username)}; {escape(roles)})</label></p>"
    )


def _page(status: int, title: str, body: str) -> Response:
    text = f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{escape(title)} - Entra ID stand-in</title></head>
<body><main>
<h1>{escape(title)}</h1>
{body}
</main></body>
</html>
"""
    return Response(status, HEADERS, text.encode())
