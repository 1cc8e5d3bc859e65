"""Signing in."""

import pytest

from sandbox.halopsa import Request
from tests.sandbox.callers import FORM, a_caller


def test_a_token_lives_an_hour(caller):
    reply = caller.sign_in().json()

    assert reply["expires_in"] == 3600
    assert reply["token_type"] == "Bearer"


def test_an_expired_token_is_401_with_an_empty_body(caller):
    caller.instance.clock.advance(3599)
    assert caller.get("/Status").status == 200

    caller.instance.clock.advance(1)
    refused = caller.get("/Status")

    assert (refused.status, refused.body) == (401, b"")


def test_a_call_without_a_token_is_refused(caller):
    caller.token = "guessed"

    assert caller.get("/Status").status == 401


def test_a_json_body_is_not_a_form(caller):
    assert caller.sign_in(content_type="application/json").status == 400


@pytest.mark.parametrize("field", ["client_id", "client_secret"])
def test_bad_credentials_are_an_invalid_client(caller, field):
    refused = caller.sign_in(**{field: "wrong"})

    assert refused.status == 401
    assert refused.json()["error"] == "invalid_client"


def test_another_grant_type_is_refused(caller):
    assert caller.sign_in(grant_type="password").status == 400


def test_a_wrong_tenant_is_a_server_error(caller):
    refused = caller.sign_in(tenant="other")

    assert (refused.status, refused.body) == (500, b"")


def test_the_tenant_may_also_stand_in_the_form(caller):
    form = "grant_type=client_credentials&tenant=other"
    headers = {"Content-Type": FORM}

    refused = caller.halo.handle(
        Request("POST", "/auth/token", (), headers, form.encode())
    )

    assert refused.status == 500


def test_the_right_tenant_may_be_named(caller):
    assert caller.sign_in(tenant="Sandbox").status == 200


def test_a_hosted_tenant_may_insist_on_its_name(portfolio):
    caller = a_caller(portfolio, tenant_required=True)

    assert caller.sign_in().status == 500
    assert caller.sign_in(tenant="sandbox").status == 200


def test_the_scope_echoes_what_was_asked_and_granted(portfolio):
    caller = a_caller(portfolio, granted_scopes="read:tickets read:customers")

    reply = caller.sign_in(scope="read:tickets edit:tickets").json()

    assert "read:tickets" in reply["scope"].split()
    assert "edit:tickets" not in reply["scope"].split()
    assert "read:customers" not in reply["scope"].split()


def test_all_gives_only_what_the_application_allows(portfolio):
    caller = a_caller(portfolio, granted_scopes="read:tickets")

    assert caller.get("/Tickets").status == 200
    refused = caller.get("/ClientContract")
    assert (refused.status, refused.body) == (401, b"")


def test_a_module_can_be_forbidden_to_the_agent(portfolio):
    hidden = (("ClientContract/{id}", 401), ("Invoice", 403))
    caller = a_caller(portfolio, forbidden=hidden)

    assert caller.get("/ClientContract").status == 200
    assert caller.get("/ClientContract/101").status == 401
    assert (caller.get("/Invoice").status, caller.get("/Invoice").body) == (403, b"")


def test_discovery_needs_no_token(caller):
    caller.token = ""

    found = caller.get("/authinfo").json()

    assert found == {"auth_url": "http://sandbox.invalid/auth", "tenant_id": "sandbox"}
    assert caller.get("/InstanceInfo").json()["version"]
