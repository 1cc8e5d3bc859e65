"""The admin routes do what tests do with the object, for other processes."""

from datetime import timedelta

import pytest

from sandbox.entra import TENANT
from tests.sandbox.entra.callers import NOW, decoded

BEN = "ben@msp.example"


def test_health_is_told(caller):
    assert caller.admin("GET", "/health").json() == {"status": "ok"}


def test_a_fault_is_added_and_cleared(caller):
    caller.admin("POST", "/faults", {"name": "no_kid"})
    struck = decoded(caller.id_token())[0]
    caller.admin("DELETE", "/faults")

    assert "kid" not in struck
    assert "kid" in decoded(caller.id_token())[0]


@pytest.mark.parametrize(("overlap", "published"), [(True, 2), (False, 1)])
def test_keys_are_rolled(caller, overlap, published):
    told = caller.admin("POST", "/keys", {"overlap": overlap}).json()

    assert len(caller.published()) == published
    assert told["kid"] == caller.entra.keys.current.kid


def test_a_person_gains_and_loses_roles(caller):
    caller.admin(
        "POST",
        "/people",
        {
            "username": BEN,
            "add_role": "Renewals.Auditor",
        },
    )
    gained = caller.claims()["roles"]
    caller.admin(
        "POST",
        "/people",
        {"username": BEN, "remove_role": "Renewals.Approver.L1"},
    )

    assert gained == ["Renewals.Approver.L1", "Renewals.Auditor"]
    assert caller.claims()["roles"] == ["Renewals.Auditor"]


def test_a_person_is_disabled_and_enabled(caller):
    caller.admin("POST", "/people", {"username": BEN, "disabled": True})
    disabled = caller.entra.directory.user(BEN).disabled
    caller.admin("POST", "/people", {"username": BEN, "disabled": False})

    assert disabled
    assert not caller.entra.directory.user(BEN).disabled


@pytest.mark.parametrize(
    ("wanted", "moved"),
    [
        ({"advance_seconds": 60}, timedelta(minutes=1)),
        ({"now": "2026-10-05T07:00:00+00:00"}, timedelta(hours=1)),
        ({"real": True}, timedelta(0)),
    ],
)
def test_the_clock_moves(caller, wanted, moved):
    caller.admin("POST", "/clock", wanted)

    assert caller.entra.clock.now() - NOW == moved


def test_what_was_asked_is_told_without_the_admins_own_requests(caller):
    caller.get("/discovery/v2.0/keys")
    caller.admin("GET", "/health")

    told = caller.admin("GET", "/requests").json()
    assert told == [f"GET /{TENANT}/discovery/v2.0/keys"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/faults", {"name": "expierd"}),
        ("/faults", {}),
        ("/people", {"username": "nobody@msp.example", "disabled": True}),
        ("/clock", {"now": "yesterday"}),
    ],
)
def test_a_wrong_wish_is_refused(caller, path, wanted):
    assert caller.admin("POST", path, wanted).status == 400


def test_an_unknown_admin_route_is_404(caller):
    assert caller.admin("POST", "/nothing").status == 404
