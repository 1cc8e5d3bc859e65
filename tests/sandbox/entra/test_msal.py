"""MSAL against the stand-in: what works, what is refused, what MSAL lets through."""

import msal  # type: ignore[import-untyped]  # it ships no types
import pytest
from cryptography.hazmat.primitives import hashes, serialization

from sandbox.entra import CLIENT, DAEMON, FORGERIES, Entra, Options, Server
from sandbox.entra.keys import signing_key
from tests.sandbox.entra.callers import CALLBACK, told_in
from tests.sandbox.entra.test_clients import OWN, certificate, pem

# MSAL recommends form_post; a Lax cookie needs query.
pytestmark = pytest.mark.filterwarnings("ignore:response_mode='form_post'")

BEN = "ben@msp.example"
API = f"api://{CLIENT}"
# What MSAL itself finds in an ID token; the rest is the application's to find.
CAUGHT = {"wrong_nonce", "missing_nonce"}


@pytest.fixture
def app_of(served, trusting):
    def app(credential="sandbox-secret", client_id=CLIENT, **changes):
        given = {"authority": served.authority, "instance_discovery": False, **changes}
        return msal.ConfidentialClientApplication(
            client_id, client_credential=credential, http_client=trusting, **given
        )

    return app


def begin(app, scopes=(), **options):
    return app.initiate_auth_code_flow(
        list(scopes), redirect_uri=CALLBACK, response_mode="query", **options
    )


def finish(app, flow, served, username=BEN, **changes):
    answer = told_in(served.sign_in(flow["auth_uri"], username))
    return app.acquire_token_by_auth_code_flow(flow, {**answer, **changes})


def test_a_person_signs_in(app_of, served):
    app = app_of()

    result = finish(app, begin(app), served)

    claims = result["id_token_claims"]
    assert claims["preferred_username"] == BEN
    assert claims["roles"] == ["Renewals.Approver.L1"]
    assert claims["iss"] == f"{served.authority}/v2.0"


def test_only_the_configuration_and_the_token_are_asked_for(app_of, served):
    app = app_of()
    finish(app, begin(app), served)

    at = served.authority.removeprefix(served.tenant.base_url)
    assert [line for line in served.served if "authorize" not in line] == [
        f"GET {at}/v2.0/.well-known/openid-configuration",
        f"POST {at}/login",
        f"POST {at}/oauth2/v2.0/token",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"validate_authority": False, "instance_discovery": None},
        {"authority": None, "oidc_authority": "{authority}/v2.0"},
        {"instance_discovery": "{base}/common/discovery/instance"},
        {"authority": "https://localhost:{port}/{tenant}"},
    ],
)
def test_other_ways_to_name_the_authority_work(app_of, served, changes):
    base = served.tenant.base_url
    words = {
        "authority": served.authority,
        "base": base,
        "port": base.rpartition(":")[2],
        "tenant": served.tenant.id,
    }
    app = app_of(
        **{
            name: value.format(**words) if isinstance(value, str) else value
            for name, value in changes.items()
        }
    )

    assert "id_token_claims" in finish(app, begin(app), served)


def test_an_unknown_tenant_is_a_value_error(app_of, served):
    with pytest.raises(ValueError, match="double check your tenant name"):
        app_of(authority=f"{served.tenant.base_url}/unknown")


def test_an_api_scope_gives_a_token_for_the_api(app_of, served):
    app = app_of()

    result = finish(app, begin(app, [f"{API}/Decide"]), served)

    assert f"{API}/Decide" in result["scope"]


def test_a_recent_sign_in_is_asked_for_and_checked(app_of, served):
    app = app_of()
    flow = begin(app, max_age=900)

    served.clock.advance(-2000)
    with pytest.raises(RuntimeError, match="too much time has elasped"):
        finish(app, flow, served)


def test_a_foreign_state_is_a_value_error(app_of, served):
    app = app_of()

    with pytest.raises(ValueError, match="state mismatch"):
        finish(app, begin(app), served, state="another")


def test_a_wrong_verifier_is_an_error(app_of, served):
    app = app_of()
    flow = begin(app)
    flow["code_verifier"] = "another-verifier-of-forty-three-characters-"

    result = finish(app, flow, served)

    assert result["error"] == "invalid_grant"
    assert result["error_codes"] == [501481]


def test_a_code_cannot_be_used_twice(app_of, served):
    app = app_of()
    flow = begin(app)
    answer = told_in(served.sign_in(flow["auth_uri"], BEN))
    app.acquire_token_by_auth_code_flow(flow, answer)

    again = app.acquire_token_by_auth_code_flow(flow, answer)

    assert again["error_codes"] == [54005]


def test_a_wrong_secret_is_an_error(app_of, served):
    app = app_of("wrong")

    result = finish(app, begin(app), served)

    assert (result["error"], result["error_codes"]) == ("invalid_client", [7000215])


def test_cancelling_comes_back_as_an_error(app_of):
    app = app_of()
    flow = begin(app)
    answer = {"error": "access_denied", "state": flow["state"]}

    assert app.acquire_token_by_auth_code_flow(flow, answer) == {
        "error": "access_denied"
    }


@pytest.mark.parametrize("algorithm", ["PS256", "RS256"])
def test_a_certificate_signs_in_instead_of_a_secret(files, trusting, algorithm):
    key = signing_key(OWN).private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    named = {
        "PS256": {"public_certificate": pem(OWN).decode()},
        "RS256": {"thumbprint": certificate(OWN).fingerprint(hashes.SHA1()).hex()},
    }[algorithm]
    entra = Entra(Options(redirect_uris=(CALLBACK,), client_certificates=(pem(OWN),)))
    with Server(entra, files):
        app = msal.ConfidentialClientApplication(
            CLIENT,
            client_credential={"private_key": key.decode(), **named},
            authority=entra.authority,
            instance_discovery=False,
            http_client=trusting,
        )
        result = finish(app, begin(app), entra)

    assert result["id_token_claims"]["aud"] == CLIENT


def test_a_service_principal_gets_a_token(app_of):
    app = app_of("daemon-secret", DAEMON)

    result = app.acquire_token_for_client([f"{API}/.default"])

    assert result["token_type"] == "Bearer"
    assert result["token_source"] == "identity_provider"


def test_tokens_are_refreshed_silently(app_of, served):
    app = app_of()
    finish(app, begin(app, [f"{API}/Decide"]), served)
    (account,) = app.get_accounts()

    result = app.acquire_token_silent(
        [f"{API}/Decide"], account=account, force_refresh=True
    )

    assert result["token_source"] == "identity_provider"


@pytest.mark.parametrize("forgery", sorted(CAUGHT))
def test_msal_finds_a_nonce_that_is_not_ours(app_of, served, forgery):
    app = app_of()
    served.faults.add(forgery)

    with pytest.raises(RuntimeError, match="The nonce in id token"):
        finish(app, begin(app), served)


@pytest.mark.parametrize("forgery", sorted(FORGERIES.keys() - CAUGHT))
def test_msal_lets_a_forged_id_token_through(app_of, served, forgery):
    app = app_of()
    served.faults.add(forgery)

    result = finish(app, begin(app), served)

    assert result["id_token_claims"]["oid"] == served.directory.user(BEN).oid


def test_a_token_endpoint_that_is_down_raises(app_of, served):
    app = app_of()
    flow = begin(app)
    served.faults.add("token_down")

    with pytest.raises(msal.exceptions.MsalServiceError):
        finish(app, flow, served)


def test_a_configuration_that_is_down_raises(app_of, served):
    served.faults.add("discovery_down")

    with pytest.raises(msal.exceptions.MsalServiceError):
        app_of()
