"""The person of a token's claims, and above all who counts as a guest."""

from datetime import UTC, datetime

import pytest

from sandbox.entra import TENANT
from shared.identity.claims import Claims

ISSUER = f"https://login.microsoftonline.com/{TENANT}/v2.0"
LEAST = {
    "iss": ISSUER,
    "tid": TENANT,
    "oid": "0abfcf2f-b891-50af-984e-c0af73cd504a",
    "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    "ver": "2.0",
    "iat": 0,
    "nbf": 0,
    "exp": 2**33 - 1,
}


def person(**claims):
    return Claims.model_validate({**LEAST, **claims}).person()


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"acct": 0},
        {"acct": "0"},
        {"idp": ISSUER},
        {"idp": f"https://sts.windows.net/{TENANT}/"},
        {"acct": 0, "idp": ISSUER},
    ],
)
def test_ap14_who_is_at_home_in_the_tenant_is_no_guest(claims):
    assert not person(**claims).guest


@pytest.mark.parametrize(
    "claims",
    [
        {"acct": 1},
        {"acct": "1"},
        {"acct": 2},
        {"acct": ""},
        {"idp": "https://sts.windows.net/b2f6f0c4-31c5-47b5-9a53-0c3f51d7c9de/"},
        {"idp": "live.com"},
        {"idp": "google.com"},
        {"idp": ""},
        {"idp": ISSUER + "/"},
        {"acct": 0, "idp": "live.com"},
        {"acct": 1, "idp": ISSUER},
    ],
)
def test_ap14_whoever_may_be_at_home_elsewhere_is_a_guest(claims):
    assert person(**claims).guest


def test_ap14_an_application_is_known_by_the_type_of_its_identity():
    assert person(idtyp="app").application
    assert not person(idtyp="user").application
    assert not person().application


def test_a_person_has_no_more_than_the_token_says():
    who = person()

    assert (who.tid, who.oid) == (TENANT, LEAST["oid"])
    assert (who.name, who.roles, who.auth_at) == ("", frozenset(), None)
    assert (who.amr, who.acrs) == ((), ())


def test_ap23_how_somebody_signed_in_is_told():
    who = person(auth_time=1795608000, amr=["pwd", "mfa"], acrs=["c1", "c2"])

    assert who.auth_at == datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    assert (who.amr, who.acrs) == (("pwd", "mfa"), ("c1", "c2"))
    assert person(acrs="c1").acrs == ("c1",)
    assert person(auth_time=0).auth_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_ap13_nobody_is_known_by_what_can_be_renamed():
    told = person(
        email="ben@msp.example", preferred_username="ben@msp.example", upn="ben"
    )

    assert "ben" not in told.model_dump_json()
