"""The Entra ID stand-in in this process, with our own sign-in in front of it."""

from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

from requests import Response
from requests.adapters import BaseAdapter

from sandbox.entra import CLIENT, TENANT, Entra, Options, Request
from shared.identity.entra import EntraSignIn
from shared.identity.keys import IssuerKeys
from shared.identity.tokens import EntraTokens
from shared.identity.wire import Wire, fetch_keys, key_issuers
from shared.settings import EntraSettings

SETTINGS = EntraSettings(
    tenant_id=TENANT,
    client_id=CLIENT,
    client_secret="sandbox-secret",
    authority="https://entra.invalid",
)


class Tenant:
    """`entra` is the other side; `sign_in` and `tokens` are what a front desk has."""

    def __init__(self, origin, clock):
        callback = f"{origin}/api/signin/callback"
        self.entra = Entra(Options(clock=clock, redirect_uris=(callback,)))
        wire = Wire()
        wire.mount("https://", _Adapter(self.entra))
        keys = IssuerKeys(
            fetch_keys(wire, SETTINGS), issuers=key_issuers(SETTINGS), clock=clock
        )
        self.tokens = EntraTokens(SETTINGS, keys, clock=clock)
        self.sign_in = EntraSignIn(
            SETTINGS,
            redirect_uri=callback,
            wire=wire,
            tokens=self.tokens,
            clock=clock,
        )

    def access_token(self, username="ada@msp.example", **claims):
        """Give a person's token for our API."""
        return self.entra.mint({**self.entra.access_claims(username), **claims})

    def app_token(self, application, **claims):
        """Give a service principal's token for our API."""
        return self.entra.mint({**self.entra.app_claims(application), **claims})


class _Adapter(BaseAdapter):
    """Hands requests to the stand-in without a socket."""

    def __init__(self, entra):
        super().__init__()
        self._entra = entra

    def send(self, request, *_given, **_options):
        parts = urlsplit(request.url)
        body = request.body or b""
        answer = self._entra.handle(
            Request(
                method=request.method,
                path=parts.path,
                query=parse_qsl(parts.query),
                headers=dict(request.headers),
                body=body.encode() if isinstance(body, str) else body,
            )
        )
        response = Response()
        response.status_code = answer.status
        response.headers.update(answer.headers)
        response.raw = BytesIO(answer.body)
        response.request, response.url = request, request.url
        return response

    def close(self):
        """Nothing is open."""
