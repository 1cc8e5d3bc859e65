"""MSAL's client: by certificate as well as by secret, and without a memory."""

import ssl
from urllib.parse import parse_qsl, urlsplit

import msal  # type: ignore[import-untyped]  # it ships no types
import pytest
from cryptography.hazmat.primitives import serialization

from sandbox.certificates import certificate_files
from sandbox.entra import CLIENT, TENANT, Entra, Options, Server
from sandbox.entra.keys import signing_key
from shared.domain.errors import SourceRejected
from shared.identity.msal_client import MsalClient, msal_application
from shared.identity.wire import Wire
from shared.settings import EntraSettings

REDIRECT = "https://127.0.0.1:7071/api/signin/callback"
OWN = signing_key(71)
CERTIFICATE = ssl.DER_cert_to_PEM_cert(OWN.certificate)
PRIVATE_KEY = OWN.private.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
).decode()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return certificate_files(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def entra(files):
    made = Entra(Options(client_certificates=(CERTIFICATE.encode(),)))
    with Server(made, files):
        yield made


@pytest.fixture
def wire(files):
    with Wire(str(files.authority)) as made:
        yield made


def registered(entra, **credential):
    return EntraSettings(
        tenant_id=TENANT,
        client_id=CLIENT,
        authority=entra.tenant.base_url,
        **credential,
    )


def signed_in(client, entra):
    flow, address = client.begin(REDIRECT, max_age=None)
    back = entra.sign_in(address, "ben@msp.example")
    return client.redeem(flow, dict(parse_qsl(urlsplit(back).query)))


@pytest.mark.parametrize("pem", [PRIVATE_KEY + CERTIFICATE, CERTIFICATE + PRIVATE_KEY])
def test_a_certificate_proves_the_app_and_goes_before_a_secret(entra, wire, pem):
    settings = registered(entra, certificate=pem, client_secret="other")

    assert signed_in(MsalClient(settings, wire), entra).count(".") == 2


def test_a_certificate_that_is_none_is_named_and_not_shown(entra, wire):
    settings = registered(entra, certificate=PRIVATE_KEY)

    with pytest.raises(SourceRejected, match="Entra ID can't be used") as rejected:
        MsalClient(settings, wire)

    assert PRIVATE_KEY.splitlines()[1] not in str(rejected.value)


def test_ap20_nobodys_tokens_stay_in_the_process(entra, wire):
    settings = registered(entra, client_secret="sandbox-secret")
    application = msal_application(settings, wire)
    flow = application.initiate_auth_code_flow(
        [], redirect_uri=REDIRECT, response_mode="form_post"
    )
    address = flow["auth_uri"].replace("form_post", "query")
    answer = parse_qsl(urlsplit(entra.sign_in(address, "ben@msp.example")).query)
    result = application.acquire_token_by_auth_code_flow(flow, dict(answer))

    assert result.keys() >= {"access_token", "id_token"}
    assert "refresh_token" not in result
    assert application.get_accounts() == []
    for kind in ("ACCESS_TOKEN", "ID_TOKEN", "REFRESH_TOKEN"):
        sought = getattr(msal.TokenCache.CredentialType, kind)
        assert list(application.token_cache.search(sought)) == []
