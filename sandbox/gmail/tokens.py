"""The token endpoint: a signed assertion in, a bearer token for one mailbox out."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import parse_qsl

import jwt

from sandbox.gmail import keys
from sandbox.gmail.options import Options
from sandbox.gmail.refusals import oauth_error
from sandbox.halopsa.clock import Clock
from sandbox.halopsa.messages import Request, Response, json_response

AUDIENCE = "https://oauth2.googleapis.com/token"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LONGEST = 3600


@dataclass(frozen=True)
class Bearer:
    """What a token is good for."""

    mailbox: str
    scopes: frozenset[str]
    expires_at: datetime


class Tokens:
    """Issues tokens and knows them again."""

    def __init__(self, options: Options, clock: Clock, mailboxes: set[str]) -> None:
        self._options = options
        self._clock = clock
        self._mailboxes = mailboxes
        self._live: dict[str, Bearer] = {}
        self.issued = 0

    def issue(self, request: Request) -> Response:
        """Answer `POST /token`."""
        form = dict(parse_qsl(request.body.decode(errors="replace")))
        if form.get("grant_type") != _GRANT:
            return oauth_error(HTTPStatus.BAD_REQUEST, "unsupported_grant_type", "")
        claims = self._claims(form.get("assertion", ""))
        if claims is None:
            return oauth_error(
                HTTPStatus.BAD_REQUEST, "invalid_grant", "Invalid JWT Signature."
            )
        scopes = frozenset(str(claims.get("scope", "")).split())
        if not scopes or not scopes <= set(self._options.delegated):
            told = "Client is unauthorized to retrieve access tokens."
            return oauth_error(HTTPStatus.UNAUTHORIZED, "unauthorized_client", told)
        if claims.get("sub") not in self._mailboxes:
            told = "Invalid email or User ID"
            return oauth_error(HTTPStatus.BAD_REQUEST, "invalid_grant", told)
        return self._grant(str(claims["sub"]), scopes)

    def bearer(self, request: Request) -> Bearer | None:
        """Return what the request's token is good for, None if it is not."""
        kind, _, token = request.header("Authorization").partition(" ")
        found = self._live.get(token) if kind.lower() == "bearer" else None
        live = found is not None and found.expires_at > self._clock.now()
        return found if live else None

    def expire_all(self) -> None:
        """Let no token be good any more."""
        self._live.clear()

    def sign_for(self, request: Request) -> Response:
        """Answer `signJwt`: the key never leaves."""
        if not request.header("Authorization").startswith("Bearer "):
            return oauth_error(HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED", "")
        claims = json.loads(json.loads(request.body)["payload"])
        signed = keys.signed(keys.ACCOUNT, claims)
        return json_response({"keyId": keys.ACCOUNT, "signedJwt": signed})

    def _claims(self, assertion: str) -> dict[str, object] | None:
        """Return the assertion's claims if Google would believe them."""
        try:
            claims: dict[str, object] = jwt.decode(
                assertion,
                keys.private_key(keys.ACCOUNT).public_key(),
                algorithms=["RS256"],
                audience=AUDIENCE,
                issuer=self._options.service_account,
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            return None
        begun, ends = int(str(claims["iat"])), int(str(claims["exp"]))
        now = self._clock.now().timestamp()
        fresh = begun - _LONGEST <= now <= ends <= begun + _LONGEST
        return claims if fresh else None

    def _grant(self, mailbox: str, scopes: frozenset[str]) -> Response:
        self.issued += 1
        token = (
            "ya29." + sha256(f"{self._options.seed}:{self.issued}".encode()).hexdigest()
        )
        seconds = self._options.token_seconds
        expires = self._clock.now() + timedelta(seconds=seconds)
        self._live[token] = Bearer(mailbox, scopes, expires)
        return json_response(
            {"access_token": token, "expires_in": seconds, "token_type": "Bearer"}
        )
