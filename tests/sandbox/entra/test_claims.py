"""What tokens say."""

import pytest

from sandbox.entra import CLIENT, DAEMON, TENANT
from tests.sandbox.entra.callers import NOW, Caller, an_entra, decoded

GIL = "gil@partner.example"


def test_an_id_token_tells_who_signed_in_where_and_when(caller):
    claims = caller.claims()

    now = int(NOW.timestamp())
    expected = {
        "aud": CLIENT,
        "tid": TENANT,
        "iss": f"{caller.entra.authority}/v2.0",
        "name": "Ben Okafor",
        "preferred_username": "ben@msp.example",
        "roles": ["Renewals.Approver.L1"],
        "nonce": "a-nonce",
        "ver": "2.0",
        "acct": 0,
        "auth_time": now,
        "exp": now + 3600,
    }
    assert {name: claims[name] for name in expected} == expected


def test_tokens_were_issued_five_minutes_ago(caller):
    claims = caller.claims()

    assert claims["iat"] == claims["nbf"] == int(NOW.timestamp()) - 300


def test_each_token_has_its_own_identifier(caller):
    assert caller.claims()["uti"] != caller.claims()["uti"]


def test_a_person_keeps_oid_and_subject_over_sign_ins_and_names(caller):
    before = caller.claims()
    caller.entra.directory.rename("ben@msp.example", "Ben Okafor-Smith")
    after = caller.claims(prompt="login")

    assert (before["oid"], before["sub"]) == (after["oid"], after["sub"])
    assert after["name"] == "Ben Okafor-Smith"


def test_two_people_differ(caller):
    ada, ben = (
        caller.claims(n, prompt="login") for n in ("ada@msp.example", "ben@msp.example")
    )

    assert {ada["oid"], ada["sub"], ada["sid"]}.isdisjoint(
        {ben["oid"], ben["sub"], ben["sid"]}
    )


def test_a_guest_is_marked_and_comes_from_elsewhere(caller):
    claims = caller.claims(GIL)

    assert claims["acct"] == 1
    assert claims["tid"] == TENANT
    assert claims["idp"].startswith("https://sts.windows.net/")
    assert claims["idp"] != claims["iss"]
    assert claims["email"] == GIL


@pytest.mark.parametrize("claim", ["acct", "amr", "auth_time"])
def test_an_optional_claim_is_absent_unless_asked_for(claim):
    caller = Caller(an_entra(optional_claims=frozenset()))

    assert claim not in caller.claims()


def test_without_the_profile_scope_the_person_is_nameless(caller):
    claims = caller.claims(scope="openid")

    assert {"name", "oid", "preferred_username"}.isdisjoint(claims)


def test_an_access_token_for_the_api_names_the_scopes(caller):
    scope = f"openid profile api://{CLIENT}/Decide api://{CLIENT}/Read"
    header, claims = decoded(caller.tokens(scope=scope)["access_token"])

    assert header["alg"] == "RS256"
    assert (claims["aud"], claims["azp"], claims["azpacr"]) == (CLIENT, CLIENT, "1")
    assert claims["scp"] == "Decide Read"
    assert claims["roles"] == ["Renewals.Approver.L1"]
    assert "nonce" not in claims


def test_the_default_scope_stands_for_those_that_were_consented(caller):
    told = caller.tokens(scope=f"openid profile api://{CLIENT}/.default")

    assert decoded(told["access_token"])[1]["scp"] == "access_as_user"


def test_without_an_api_scope_the_access_token_is_for_graph(caller):
    claims = decoded(caller.tokens()["access_token"])[1]

    assert claims["aud"] == "00000003-0000-0000-c000-000000000000"
    assert "roles" not in claims


def test_an_app_token_is_marked_only_where_that_is_asked_for():
    entra = an_entra(optional_claims=frozenset())

    assert "idtyp" not in entra.app_claims(DAEMON)


def test_a_guests_home_account_is_not_ours(caller):
    told = caller.redeem(caller.code(GIL), client_info="1").json()

    info, _ = decoded(f"{told['client_info']}.e30.")
    assert info["utid"] != TENANT
    assert info["uid"] != decoded(told["id_token"])[1]["oid"]
