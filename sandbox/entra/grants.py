"""What has been granted to an application and not been redeemed yet."""

import base64
import hashlib
import secrets
from dataclasses import dataclass

from sandbox.entra.claims import Session
from sandbox.entra.refusals import Refused

CODE_SECONDS = 600


@dataclass(frozen=True)
class Asked:
    """What an application asked of the authorization endpoint."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str = ""
    nonce: str = ""
    challenge: str = ""
    method: str = ""
    login_hint: str = ""


@dataclass(frozen=True)
class Grant:
    """A person's sign-in for what an application asked, until a moment."""

    asked: Asked
    session: Session
    until: int


class Grants:
    """Codes, each good once, and refresh tokens."""

    def __init__(self) -> None:
        self._codes: dict[str, Grant] = {}
        self._redeemed: set[str] = set()
        self._refreshing: dict[str, Grant] = {}

    def code_for(self, asked: Asked, session: Session, now: int) -> str:
        code = f"1.{secrets.token_urlsafe(48)}"
        self._codes[code] = Grant(asked, session, now + CODE_SECONDS)
        return code

    def redeem(self, form: dict[str, str], now: int) -> Grant:
        """Return what a code stands for, once; raises Refused."""
        code = form.get("code", "")
        grant = self._codes.get(code)
        if grant is None or grant.asked.client_id != form["client_id"]:
            text = "The provided authorization code is malformed or not this client's."
            raise Refused("invalid_grant", 70000, text)
        if code in self._redeemed:
            text = (
                "OAuth2 Authorization code was already redeemed, please retry with a "
                "new valid code or use an existing refresh token."
            )
            raise Refused("invalid_grant", 54005, text)
        if now >= grant.until:
            text = "The provided authorization code or refresh token has expired."
            raise Refused("invalid_grant", 70008, text)
        _check_redirect(grant.asked, form.get("redirect_uri", ""))
        _check_verifier(grant.asked, form.get("code_verifier", ""))
        self._redeemed.add(code)
        return grant

    def refresh_token_for(self, grant: Grant) -> str:
        token = f"1.{secrets.token_urlsafe(64)}"
        self._refreshing[token] = grant
        return token

    def refreshed(self, form: dict[str, str]) -> Grant:
        """Return what a refresh token stands for; raises Refused."""
        grant = self._refreshing.get(form.get("refresh_token", ""))
        if grant is None or grant.asked.client_id != form["client_id"]:
            text = "The refresh token isn't valid."
            raise Refused("invalid_grant", 70000, text)
        return grant


def _check_redirect(asked: Asked, given: str) -> None:
    if given != asked.redirect_uri:
        text = (
            f"The reply address '{given}' does not match the reply address "
            f"'{asked.redirect_uri}' provided when requesting Authorization code."
        )
        raise Refused("invalid_client", 500112, text)


def _check_verifier(asked: Asked, verifier: str) -> None:
    shown = verifier
    if asked.method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        shown = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if shown != asked.challenge:
        text = (
            "The Code_Verifier does not match the code_challenge supplied in the "
            "authorization request."
        )
        raise Refused("invalid_grant", 501481, text)
