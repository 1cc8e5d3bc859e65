"""An issuer for tests: the stand-in in this process, asked by our own key cache."""

from datetime import UTC, datetime, timedelta

from sandbox.entra import CLIENT, TENANT, Entra, Options, Request
from shared.domain.errors import SourceUnavailable
from shared.identity.keys import IssuerKeys
from shared.identity.tokens import EntraTokens
from shared.identity.wire import key_issuers
from shared.settings import EntraSettings

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SECONDS = 1795608000  # NOW
SETTINGS = EntraSettings(
    tenant_id=TENANT, client_id=CLIENT, authority="https://entra.invalid"
)
NONCE = "0c80616b2efca02cb3c47636def16b58"


class Clock:
    """The time, which only a test moves."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def advance(self, **passed):
        self.now += timedelta(**passed)


class Issuer:
    """The stand-in with a clock of ours, and what reads its tokens."""

    def __init__(self):
        self.clock = Clock()
        self.entra = Entra(Options(clock=self.clock))
        self.fetches = 0
        self.keys = IssuerKeys(
            self.fetch, issuers=key_issuers(SETTINGS), clock=self.clock
        )
        self.tokens = EntraTokens(SETTINGS, self.keys, clock=self.clock)

    def fetch(self):
        self.fetches += 1
        path = f"/{TENANT}/discovery/v2.0/keys"
        response = self.entra.handle(Request("GET", path))
        if response.status != 200:
            raise SourceUnavailable("the key document is down")
        return response.body

    def id_token(self, username="ben@msp.example", *, header=None, key=None, **claims):
        content = {**self.entra.id_claims(username, nonce=NONCE), **claims}
        return self._minted(content, header, key)

    def access_token(
        self, username="ben@msp.example", *, header=None, key=None, **claims
    ):
        content = {**self.entra.access_claims(username), **claims}
        return self._minted(content, header, key)

    def app_token(self, application, *, header=None, key=None, **claims):
        content = {**self.entra.app_claims(application), **claims}
        return self._minted(content, header, key)

    def _minted(self, content, header, key):
        kept = {name: value for name, value in content.items() if value is not None}
        return self.entra.mint(kept, header=header, key=key)
