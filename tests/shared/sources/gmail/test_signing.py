"""Assertions signed by our key or by Google, and google-auth's transport on httpx."""

import json
from datetime import UTC, datetime

import httpx
import pytest
from google.auth.exceptions import TransportError

from shared.domain.errors import SourceRejected, SourceUnavailable
from shared.sources.gmail.config import IAM
from shared.sources.gmail.quota import Unmetered
from shared.sources.gmail.signing import (
    AmbientIdentity,
    HttpxRequest,
    RemoteSigner,
)
from shared.sources.web.wire import Wire

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


def test_a_network_without_google_passes():
    def down(request):
        raise httpx.ConnectError("down", request=request)

    with (
        httpx.Client(transport=httpx.MockTransport(down)) as http,
        pytest.raises(TransportError),
    ):
        HttpxRequest(http)("https://sts.example/token")


def test_an_identity_that_cant_be_had_now_is_an_outage(monkeypatch, tmp_path):
    """Workload identity: the token of the platform is fetched over the network."""
    source = {
        "type": "external_account",
        "audience": "//iam.googleapis.com/x",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": "https://sts.googleapis.com/v1/token",
        "credential_source": {"url": "http://127.0.0.1:9/token"},
    }
    file = tmp_path / "identity.json"
    file.write_text(json.dumps(source))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))

    def down(request):
        raise httpx.ConnectError("down", request=request)

    with (
        httpx.Client(transport=httpx.MockTransport(down)) as http,
        pytest.raises(SourceUnavailable, match="google identity"),
    ):
        AmbientIdentity(http).token()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"signedJwt": 1}'])
def test_a_signature_that_is_none_is_asked_for_again(body):
    def answer(_):
        return httpx.Response(200, content=body)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        wire = Wire(
            http,
            budget=Unmetered(),
            clock=lambda: datetime.now(UTC),
            deadline=5,
        )
        signer = RemoteSigner("x", iam_url=IAM, wire=wire, identity=Known())
        with pytest.raises(SourceUnavailable):
            signer.sign({"sub": "x"})
