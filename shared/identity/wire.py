"""How Entra ID is reached: with timeouts, and by no proxy that a setting names."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import requests

from shared.domain.errors import SourceUnavailable
from shared.identity.tokens import issuer_of
from shared.settings import EntraSettings

SECONDS = 10.0  # to connect, and to wait for each part of an answer


class Wire(requests.Session):
    """A session for MSAL and for keys; `ca_file` names what to trust instead of all."""

    def __init__(self, ca_file: str = "") -> None:
        super().__init__()
        # Else REQUESTS_CA_BUNDLE would win, and proxies of the environment be asked.
        self.trust_env = False
        self.verify = ca_file or True

    def request(  # type: ignore[override]  # the parent lists each of the options
        self,
        method: str,
        url: str,
        **options: Any,  # noqa: ANN401  # the parent's
    ) -> requests.Response:
        """Send a request as `requests` does, but never follow a redirect."""
        own = {"timeout": SECONDS, "allow_redirects": False}
        return super().request(method, url, **{**options, **own})


def fetch_keys(wire: Wire, settings: EntraSettings) -> Callable[[], bytes]:
    """Give what reads the tenant's key document; it raises SourceUnavailable."""
    url = f"{settings.authority}/{settings.tenant_id}/discovery/v2.0/keys"

    def fetch() -> bytes:
        try:
            response = wire.get(url)
        except requests.RequestException as error:
            raise SourceUnavailable(
                f"keys of Entra ID: {type(error).__name__}"
            ) from error
        if response.status_code != HTTPStatus.OK:
            raise SourceUnavailable(f"keys of Entra ID: HTTP {response.status_code}")
        return response.content

    return fetch


def key_issuers(settings: EntraSettings) -> frozenset[str]:
    """Name the issuers that a key may be ascribed to: ours, also without its tenant."""
    return frozenset({issuer_of(settings), f"{settings.authority}/{{tenantid}}/v2.0"})
