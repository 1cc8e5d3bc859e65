"""Who signs the assertions: a key that we hold, or Google for our identity."""

import json
from collections.abc import Mapping
from typing import Protocol

import google.auth
import httpx
from google.auth import crypt, jwt
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport import Request as GoogleRequest
from google.auth.transport import Response as GoogleResponse

from shared.domain.errors import SourceRejected, SourceUnavailable
from shared.sources.gmail.errors import lost, refusal, unexpected
from shared.sources.web.reply import decoded
from shared.sources.web.wire import Lost, Wire

_CLOUD = "https://www.googleapis.com/auth/cloud-platform"

Claims = Mapping[str, str | int]


class Signer(Protocol):
    """Signs an assertion as the service account."""

    def sign(self, claims: Claims) -> str: ...


class KeySigner:
    """Signs with the account's own key, which comes from the vault."""

    def __init__(self, key: Mapping[str, str]) -> None:
        self._signer = crypt.RSASigner.from_service_account_info(  # type: ignore[no-untyped-call] # of the library
            dict(key)
        )

    def sign(self, claims: Claims) -> str:
        signed: bytes = jwt.encode(  # type: ignore[no-untyped-call] # of the library
            self._signer, dict(claims)
        )
        return signed.decode()


class RemoteSigner:
    """Lets Google sign for the account, so that no key file exists.

    The app's own identity (workload identity federation) must hold the role Service
    Account Token Creator on it.
    https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/signJwt
    """

    def __init__(
        self, account: str, *, iam_url: str, wire: Wire, identity: "Identity"
    ) -> None:
        self._url = f"{iam_url}/v1/projects/-/serviceAccounts/{account}:signJwt"
        self._wire = wire
        self._identity = identity

    def sign(self, claims: Claims) -> str:
        headers = {
            "Authorization": f"Bearer {self._identity.token()}",
            "Content-Type": "application/json",
        }
        body = json.dumps({"payload": json.dumps(dict(claims))}).encode()
        try:
            reply = self._wire.send("POST", self._url, headers=headers, body=body)
        except Lost as error:
            raise lost("signJwt", error, write=False) from error
        if not reply.ok:
            raise refusal("signJwt", reply, write=False)
        try:
            payload = decoded(reply.body)
        except ValueError:
            raise unexpected("signJwt", write=False) from None
        signed = payload.get("signedJwt") if isinstance(payload, Mapping) else None
        if not isinstance(signed, str):
            raise unexpected("signJwt", write=False)
        return signed


class Identity(Protocol):
    """The identity that the app itself runs under."""

    def token(self) -> str: ...


class AmbientIdentity:
    """The identity that Google's library finds in the environment."""

    def __init__(self, http: httpx.Client) -> None:
        self._request = HttpxRequest(http)

    def token(self) -> str:
        try:
            found, _ = google.auth.default(scopes=[_CLOUD], request=self._request)
            found.refresh(self._request)  # type: ignore[no-untyped-call] # of the library
        except GoogleAuthError as error:
            message = f"google identity: {type(error).__name__}"
            passes = isinstance(error, TransportError) or error.retryable
            kind = SourceUnavailable if passes else SourceRejected
            raise kind(message) from error
        return str(found.token)


class HttpxRequest(GoogleRequest):
    """Google's idea of a transport, by httpx."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_others: object,
    ) -> "HttpxResponse":
        limit = httpx.USE_CLIENT_DEFAULT if timeout is None else timeout
        try:
            answer = self._http.request(
                method, url, content=body, headers=headers, timeout=limit
            )
        except httpx.HTTPError as error:
            # The library tries again, or says that it could not.
            raise TransportError(error) from error  # type: ignore[no-untyped-call] # of the library
        return HttpxResponse(answer)


class HttpxResponse(GoogleResponse):
    """Google's idea of a response."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer

    @property
    def status(self) -> int:
        return self._answer.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self._answer.headers

    @property
    def data(self) -> bytes:
        return self._answer.content
