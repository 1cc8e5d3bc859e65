"""Signing people in with Entra ID: authorization code with PKCE, state and nonce."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from shared.domain.person import Person, SignIn
from shared.identity.targets import checked_target
from shared.identity.tokens import SKEW, EntraTokens, TokenRefused
from shared.identity.wire import Wire
from shared.settings import EntraSettings

if TYPE_CHECKING:
    from shared.identity.msal_client import MsalClient

RECENT = timedelta(minutes=15)


class EntraSignIn:
    """Signs people in to this app; one for each process, which MSAL is set up for once.

    It raises SourceUnavailable when Entra ID can't be reached, and SourceRejected when
    it doesn't know the tenant.
    """

    def __init__(
        self,
        settings: EntraSettings,
        *,
        redirect_uri: str,
        wire: Wire,
        tokens: EntraTokens,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._redirect_uri = redirect_uri
        self._wire = wire
        self._tokens = tokens
        self._clock = clock
        self._lock = Lock()
        self._made: MsalClient | None = None

    def begin(self, target: str, *, recent: bool = False) -> tuple[SignIn, str]:
        """Start a sign-in: what to keep of it, and where to send the browser.

        With `recent` the person has to prove anew who they are. Raises InvalidInput for
        a target that isn't a path of ours.
        """
        checked_target(target)
        flow, address = self._client().begin(
            self._redirect_uri, max_age=RECENT if recent else None
        )
        exchange = json.dumps(flow)
        kept = SignIn(
            state=flow["state"], exchange=exchange, target=target, recent=recent
        )
        return kept, address

    def finish(self, sign_in: SignIn, query: Mapping[str, str]) -> Person:
        """Give the person who signed in, from what Entra ID sent the browser back with.

        Raises TokenRefused. A browser can drop the demand for a fresh proof on its way,
        so the proof's age is looked at once more.
        """
        flow = json.loads(sign_in.exchange)
        nonce = sha256(flow["nonce"].encode()).hexdigest()  # as MSAL sends it
        token = self._client().redeem(flow, query)
        person = self._tokens.read_id_token(token, nonce=nonce)
        if sign_in.recent and not person.proved_within(RECENT + SKEW, self._clock()):
            raise TokenRefused("not recent")
        return person

    def _client(self) -> "MsalClient":
        # MSAL takes long to import, and only sign-ins need it.
        from shared.identity.msal_client import MsalClient  # noqa: PLC0415

        with self._lock:
            if self._made is None:
                self._made = MsalClient(self._settings, self._wire)
            return self._made
