"""MSAL's part of a sign-in, told in our own errors; slow to import."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msal  # type: ignore[import-untyped]  # it ships no types
import requests
from msal.exceptions import MsalServiceError  # type: ignore[import-untyped]  # as above

from shared.domain.errors import SourceRejected, SourceUnavailable
from shared.identity.tokens import TokenRefused
from shared.identity.wire import Wire
from shared.settings import EntraSettings

_OUTAGES = (requests.RequestException, MsalServiceError)
# More of the answer MSAL must not see: it trusts the hints of `client_info`.
_ANSWER = ("state", "code", "error")

Flow = dict[str, Any]  # MSAL's own notes on a sign-in


class MsalClient:
    """MSAL's confidential client for this app, set up to keep nobody's tokens."""

    def __init__(self, settings: EntraSettings, wire: Wire) -> None:
        """Ask Entra ID for its addresses; SourceUnavailable or SourceRejected."""
        try:
            self._application = msal_application(settings, wire)
        except _OUTAGES as error:
            raise _unavailable(error) from error
        except ValueError as error:
            raise SourceRejected(f"Entra ID can't be used: {error}") from error

    def begin(
        self, redirect_uri: str, *, max_age: timedelta | None
    ) -> tuple[Flow, str]:
        """Make state, nonce and verifier, and the address to send the browser to."""
        proof: Mapping[str, object] = {}
        if max_age is not None:
            proof = {"prompt": "login", "max_age": int(max_age.total_seconds())}
        flow: Flow = self._application.initiate_auth_code_flow(
            [], redirect_uri=redirect_uri, response_mode="form_post", **proof
        )
        flow.pop("max_age", None)  # MSAL would judge it by a clock of its own
        # MSAL warns of any other mode, but a form posted from there would come without
        # our SameSite=Lax cookie; the code is of no use without that and the verifier.
        address: str = flow.pop("auth_uri")
        return flow, address.replace("=form_post", "=query")

    def redeem(self, flow: Flow, query: Mapping[str, str]) -> str:
        """Check state and nonce and exchange the code for the ID token.

        Raises SourceUnavailable, and TokenRefused with the error's name alone, because
        the text of MSAL's errors may hold the token.
        """
        answer = {name: query[name] for name in _ANSWER if name in query}
        try:
            result = self._application.acquire_token_by_auth_code_flow(flow, answer)
        except _OUTAGES as error:
            raise _unavailable(error) from error
        except (ValueError, RuntimeError, LookupError) as error:
            raise TokenRefused(f"exchange: {type(error).__name__}") from None
        token = result.get("id_token")
        if not isinstance(token, str):
            raise TokenRefused(f"exchange: {result.get('error', 'no ID token')}")
        return token


class _Forgetful(msal.TokenCache):  # type: ignore[misc]  # it has no types
    """Keeps nothing: people's tokens are of no use here once they are signed in."""

    def add(self, event: object, now: float | None = None) -> None:
        """Forget what was obtained."""


def msal_application(
    settings: EntraSettings, wire: Wire
) -> msal.ConfidentialClientApplication:
    """Set MSAL up for this app; raises what MSAL and `requests` raise."""
    pem = settings.certificate
    certificate = {"private_key": pem, "public_certificate": pem}
    return msal.ConfidentialClientApplication(
        settings.client_id,
        client_credential=certificate if pem else settings.client_secret,
        authority=f"{settings.authority}/{settings.tenant_id}",
        # The settings say which authority is trusted; Microsoft need not be asked.
        instance_discovery=False,
        http_client=wire,
        token_cache=_Forgetful(),
        exclude_scopes=["offline_access"],
    )


def _unavailable(error: Exception) -> SourceUnavailable:
    # Its text holds the address, and that may hold what is secret.
    return SourceUnavailable(f"Entra ID: {type(error).__name__}")
