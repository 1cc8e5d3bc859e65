"""What codes and applications get, and what they don't."""

import pytest

from sandbox.entra import CLIENT, DAEMON, TENANT, Application, Request
from tests.sandbox.entra.callers import Caller, an_entra, decoded

OTHER = Application(
    "99999999-2222-4333-8444-555555555555", "Other", secrets=("other-secret",)
)
API = f"api://{CLIENT}"


def refused(answer):
    told = answer.json()
    number = told["error_description"].partition(":")[0]
    assert told["error_codes"] == [int(number.removeprefix("AADSTS"))]
    return answer.status, told["error"], number


def test_a_code_gives_an_id_token_for_the_application(caller):
    told = caller.tokens()

    assert told["token_type"] == "Bearer"
    assert told["scope"] == "openid profile"
    assert decoded(told["id_token"])[1]["aud"] == CLIENT


def test_an_access_token_lives_between_60_and_90_minutes(caller):
    lives = {caller.tokens()["expires_in"] for _ in range(5)}

    assert all(3600 <= life < 5400 for life in lives)


def test_a_code_is_redeemed_once(caller):
    code = caller.code()
    caller.redeem(code)

    assert refused(caller.redeem(code)) == (400, "invalid_grant", "AADSTS54005")


def test_a_code_dies_after_ten_minutes(caller):
    code = caller.code()
    caller.entra.clock.advance(600)

    assert refused(caller.redeem(code)) == (400, "invalid_grant", "AADSTS70008")


@pytest.mark.parametrize("verifier", ["another-verifier", "", None])
def test_a_code_needs_its_verifier(caller, verifier):
    answer = caller.redeem(caller.code(), code_verifier=verifier)

    assert refused(answer) == (400, "invalid_grant", "AADSTS501481")


def test_a_challenge_may_be_plain(caller):
    code = caller.code(code_challenge="plain-verifier", code_challenge_method=None)

    assert caller.redeem(code, code_verifier="plain-verifier").status == 200


def test_a_code_belongs_to_its_address(caller):
    answer = caller.redeem(caller.code(), redirect_uri="https://127.0.0.1:7443/other")

    assert refused(answer)[1:] == ("invalid_client", "AADSTS500112")


def test_a_code_belongs_to_its_application():
    caller = Caller(an_entra(daemons=(OTHER,)))

    answer = caller.redeem(
        caller.code(), client_id=OTHER.client_id, client_secret="other-secret"
    )

    assert refused(answer) == (400, "invalid_grant", "AADSTS70000")


def test_an_invented_code_is_refused(caller):
    assert refused(caller.redeem("1.invented"))[2] == "AADSTS70000"


def test_a_refused_attempt_does_not_use_the_code_up(caller):
    code = caller.code()
    caller.redeem(code, code_verifier="another-verifier")

    assert caller.redeem(code).status == 200


def test_a_person_disabled_after_signing_in_gets_no_token(caller):
    code = caller.code()
    caller.entra.directory.disable("ben@msp.example")

    assert refused(caller.redeem(code)) == (400, "invalid_grant", "AADSTS50057")


def test_a_role_lost_after_signing_in_is_not_in_the_token(caller):
    code = caller.code("femi@msp.example")
    caller.entra.directory.remove_role("femi@msp.example", "Renewals.Approver.L1")

    told = caller.redeem(code).json()

    assert decoded(told["id_token"])[1]["roles"] == ["Renewals.Requester"]


def test_a_refresh_token_gives_tokens_without_a_nonce(caller):
    first = caller.tokens(scope="openid profile offline_access")

    second = caller.post(
        grant_type="refresh_token", refresh_token=first["refresh_token"]
    ).json()

    assert "nonce" not in decoded(second["id_token"])[1]
    assert second["access_token"] != first["access_token"]


def test_without_offline_access_there_is_no_refresh_token(caller):
    assert "refresh_token" not in caller.tokens()


def test_an_invented_refresh_token_is_refused(caller):
    answer = caller.post(grant_type="refresh_token", refresh_token="1.invented")

    assert refused(answer) == (400, "invalid_grant", "AADSTS70000")


def test_a_service_principal_gets_an_app_token_with_its_roles(caller):
    told = caller.post(
        client_id=DAEMON,
        client_secret="daemon-secret",
        grant_type="client_credentials",
        scope=f"{API}/.default",
    ).json()

    claims = decoded(told["access_token"])[1]
    assert told.keys() == {"token_type", "expires_in", "ext_expires_in", "access_token"}
    assert (claims["idtyp"], claims["azp"], claims["aud"]) == ("app", DAEMON, CLIENT)
    assert claims["roles"] == ["Renewals.Approver.L1"]
    assert claims["oid"] == claims["sub"]
    assert "scp" not in claims


def test_a_service_principal_may_have_no_role(caller):
    told = caller.post(grant_type="client_credentials", scope=f"{API}/.default").json()

    assert "roles" not in decoded(told["access_token"])[1]


@pytest.mark.parametrize(
    ("scope", "error", "code"),
    [
        (f"{API}/access_as_user", "invalid_scope", "AADSTS1002012"),
        ("api://unknown/.default", "invalid_resource", "AADSTS500011"),
    ],
)
def test_a_service_principal_asks_for_a_known_default(caller, scope, error, code):
    answer = caller.post(grant_type="client_credentials", scope=scope)

    assert refused(answer) == (400, error, code)


@pytest.mark.parametrize(
    ("form", "status", "error", "code"),
    [
        ({"grant_type": None}, 400, "invalid_request", "AADSTS900144"),
        ({"client_id": None}, 400, "invalid_request", "AADSTS900144"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", "AADSTS70003"),
        ({"client_id": "unknown"}, 400, "unauthorized_client", "AADSTS700016"),
        ({"client_secret": "wrong"}, 401, "invalid_client", "AADSTS7000215"),
        ({"client_secret": None}, 401, "invalid_client", "AADSTS7000218"),
    ],
)
def test_a_bad_request_is_refused_in_entras_words(caller, form, status, error, code):
    answer = caller.post(**{"grant_type": "client_credentials", **form})

    assert refused(answer) == (status, error, code)


def test_a_refusal_names_its_trace_and_time(caller):
    told = caller.redeem("1.invented").json()

    assert told["timestamp"] == "2026-10-05 06:00:00Z"
    assert f"Trace ID: {told['trace_id']} Correlation ID: " in told["error_description"]


def test_tokens_are_posted_for(caller):
    answer = caller.entra.handle(Request("GET", f"/{TENANT}/oauth2/v2.0/token"))

    assert refused(answer) == (400, "invalid_request", "AADSTS900561")
