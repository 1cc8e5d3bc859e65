"""Assertions signed by our key or by Google, and google-auth's transport on httpx."""

import httpx
import pytest

from shared.domain.errors import SourceRejected
from shared.sources.gmail.config import IAM
from shared.sources.gmail.signing import (
    AmbientIdentity,
    HttpxRequest,
    RemoteSigner,
)

from .workspace import ALEX, Workspace


class Known:
    """An identity that has its token already."""

    def token(self):
        return "ambient"


def remote(wire, _client):
    return RemoteSigner("engine@project", iam_url=IAM, wire=wire, identity=Known())


def test_google_signs_where_no_key_is_held():
    at = Workspace(signer=remote)

    assert at.client.history_id(ALEX)
    assert at.asked("POST /v1/projects/-/serviceAccounts/ID:signJwt") == 1


def test_google_may_refuse_to_sign():
    class Nobody:
        def token(self):
            raise SourceRejected("google identity: RefreshError")

    at = Workspace(
        signer=lambda wire, _: RemoteSigner(
            "engine@project", iam_url=IAM, wire=wire, identity=Nobody()
        )
    )

    with pytest.raises(SourceRejected, match="google identity"):
        at.client.history_id(ALEX)


def test_httpx_carries_requests_of_googles_library():
    seen = []

    def answer(request):
        seen.append((request.method, request.headers["x-one"], request.read()))
        return httpx.Response(201, headers={"x-two": "2"}, content=b"body")

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        found = HttpxRequest(http)(
            "https://sts.example/token", "POST", b"a=1", {"x-one": "1"}, timeout=5
        )

    assert seen == [("POST", "1", b"a=1")]
    assert (found.status, found.headers["x-two"], found.data) == (201, "2", b"body")


def test_an_environment_without_an_identity_is_an_operators_fault(monkeypatch):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/key.json")
    with httpx.Client() as http, pytest.raises(SourceRejected, match="google identity"):
        AmbientIdentity(http).token()
