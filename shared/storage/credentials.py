"""How the storage account is reached: a connection string, or the app's identity."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol

from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

_EARLY_SECONDS = 300  # renewed before it ends, so that no request carries a dead token


@dataclass(frozen=True, slots=True)
class Account:
    """`AzureWebJobsStorage`, or its `__accountName` and, user-assigned, `__clientId`.

    Write 127.0.0.1 and not localhost for the emulator: on other ports than 10002 the
    SDK takes a localhost for Cosmos DB.
    """

    connection_string: str = field(default="", repr=False)
    name: str = ""
    client_id: str = ""

    def url(self, service: str) -> str:
        """Give the endpoint of `blob`, `queue` or `table`."""
        return f"https://{self.name}.{service}.core.windows.net"

    def credential(self) -> "ManagedIdentity":
        """Give the identity that the platform lends the app."""
        return ManagedIdentity(_msal_client(self.client_id))


class TokenSource(Protocol):
    """The one method of msal.ManagedIdentityClient that is used."""

    def acquire_token_for_client(self, *, resource: str) -> Mapping[str, Any]: ...


class ManagedIdentity:
    """A TokenCredential that keeps a resource's token until shortly before its end."""

    def __init__(
        self, source: TokenSource, clock: Callable[[], float] = time.time
    ) -> None:
        self._source = source
        self._clock = clock
        self._tokens: dict[str, AccessToken] = {}
        self._lock = Lock()

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:  # noqa: ANN401  # the SDK's protocol
        """Give a token for a scope such as `https://storage.azure.com/.default`."""
        resource = scopes[0].removesuffix("/.default")
        with self._lock:
            token = self._tokens.get(resource)
            if token is None or token.expires_on - _EARLY_SECONDS <= self._clock():
                token = self._tokens[resource] = self._fresh(resource)
            return token

    def _fresh(self, resource: str) -> AccessToken:
        answer = self._source.acquire_token_for_client(resource=resource)
        if "access_token" not in answer:
            reason = answer.get("error_description") or answer.get("error")
            message = f"managed identity gave no token for {resource}: {reason}"
            raise ClientAuthenticationError(message)
        ends = int(self._clock()) + int(answer["expires_in"])
        return AccessToken(str(answer["access_token"]), ends)


def _msal_client(client_id: str) -> TokenSource:
    # Only in Azure: a local run with a connection string never pays for this import.
    import msal  # type: ignore[import-untyped]  # noqa: PLC0415
    import requests  # noqa: PLC0415

    identity = (
        msal.UserAssignedManagedIdentity(client_id=client_id)
        if client_id
        else msal.SystemAssignedManagedIdentity()
    )
    client: TokenSource = msal.ManagedIdentityClient(
        identity, http_client=requests.Session()
    )
    return client
