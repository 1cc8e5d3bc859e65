"""An application in front of the stand-in, without sockets."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.entra import CLIENT, TENANT, Browser, Entra, Options, Request

NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
CALLBACK = "https://127.0.0.1:7443/signin"
FORM = "application/x-www-form-urlencoded"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
    .rstrip(b"=")
    .decode()
)


def an_entra(**options):
    given = {"clock": lambda: NOW, "redirect_uris": (CALLBACK,), **options}
    return Entra(Options(**given))


def told_in(address):
    """Return what an address tells in its query."""
    return dict(parse_qsl(urlsplit(address).query))


def decoded(token):
    """Return the header and claims of a token, unverified."""
    return tuple(
        json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        for part in token.split(".")[:2]
    )


class Caller:
    """Asks as the engine does; every parameter can be overridden or left out."""

    def __init__(self, entra):
        self.entra = entra
        self.browser = Browser(entra.handle)

    def address(self, **changes):
        asked = {
            "client_id": CLIENT,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "response_mode": "query",
            "scope": "openid profile",
            "state": "a-state",
            "nonce": "a-nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }
        kept = {name: value for name, value in asked.items() if value is not None}
        return f"{self.entra.authority}/oauth2/v2.0/authorize?{urlencode(kept)}"

    def open(self, **changes):
        return self.browser.open(self.address(**changes))

    def back(self, **changes):
        """Return what the application is told without a person's help."""
        return told_in(self.open(**changes).headers["Location"])

    def code(self, username="ben@msp.example", **changes):
        address = self.browser.sign_in(self.address(**changes), username)
        return told_in(address)["code"]

    def post(self, **form):
        given = {"client_id": CLIENT, "client_secret": "sandbox-secret", **form}
        kept = {name: value for name, value in given.items() if value is not None}
        return self.entra.handle(
            Request(
                "POST",
                f"/{TENANT}/oauth2/v2.0/token",
                headers={"Content-Type": FORM},
                body=urlencode(kept).encode(),
            )
        )

    def redeem(self, code, **changes):
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            **changes,
        }
        return self.post(**asked)

    def tokens(self, username="ben@msp.example", **changes):
        return self.redeem(self.code(username, **changes)).json()

    def id_token(self, username="ben@msp.example", **changes):
        return self.tokens(username, **changes)["id_token"]

    def claims(self, username="ben@msp.example", **changes):
        return decoded(self.id_token(username, **changes))[1]

    def get(self, path):
        return self.entra.handle(Request("GET", f"/{TENANT}{path}"))

    def published(self):
        return self.get("/discovery/v2.0/keys").json()["keys"]

    def admin(self, method, path, wanted=None):
        body = b"" if wanted is None else json.dumps(wanted).encode()
        return self.entra.handle(Request(method, f"/sandbox{path}", body=body))
