"""Sessions of a browser with the service, and how they end."""

from datetime import timedelta

import pytest

from tests.sandbox.entra.callers import CALLBACK, NOW, Caller

BEN = "ben@msp.example"


def test_the_session_cookie_is_for_https_and_not_for_scripts(caller):
    cookie = caller.browser.answer(caller.open(), BEN).headers["Set-Cookie"]

    assert cookie.startswith("ESTSAUTH=")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_a_second_sign_in_needs_no_page(caller):
    caller.code()

    assert "code" in caller.back()


def test_another_browser_knows_nothing_of_a_session(caller):
    caller.code()

    assert Caller(caller.entra).open().status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": "login"},
        {"prompt": "select_account"},
        {"max_age": "0"},
        {"max_age": "600"},
        {"login_hint": "ada@msp.example"},
    ],
)
def test_a_new_sign_in_can_be_forced(caller, changes):
    caller.code()
    caller.entra.clock.advance(601)

    assert caller.open(**changes).status == 200


def test_a_session_as_old_as_allowed_is_too_old(caller):
    caller.code()
    caller.entra.clock.advance(600)

    assert caller.open(max_age="600").status == 200


def test_a_session_young_enough_serves(caller):
    caller.code()
    caller.entra.clock.advance(599)

    assert "code" in caller.back(max_age="600")


def test_a_forced_sign_in_has_its_own_time_and_session(caller):
    first = caller.claims()
    caller.entra.clock.set(NOW + timedelta(hours=1))

    silent, forced = caller.claims(), caller.claims(prompt="login")

    assert silent["auth_time"] == first["auth_time"] == int(NOW.timestamp())
    assert silent["sid"] == first["sid"]
    assert forced["auth_time"] == first["auth_time"] + 3600
    assert forced["sid"] != first["sid"]


def test_without_a_session_a_silent_sign_in_fails(caller):
    told = caller.back(prompt="none")

    assert told["error"] == "login_required"
    assert told["error_description"].startswith("AADSTS50058: ")
    assert told["state"] == "a-state"


def test_with_a_session_a_silent_sign_in_succeeds(caller):
    caller.code()

    assert "code" in caller.back(prompt="none")


def test_disabling_a_person_ends_their_session(caller):
    caller.code()
    caller.entra.directory.disable(BEN)

    assert caller.open().status == 200


def test_a_person_who_lost_the_last_role_is_stopped_in_spite_of_a_session(caller):
    caller.code()
    caller.entra.directory.remove_role(BEN, "Renewals.Approver.L1")

    assert "AADSTS50105" in caller.open().body.decode()


def test_signing_out_ends_the_session_also_for_a_copy_of_the_cookie(caller):
    caller.code()
    copied = caller.browser.cookie
    answer = caller.browser.open(f"{caller.entra.authority}/oauth2/v2.0/logout")
    cleared, caller.browser.cookie = caller.browser.cookie, copied

    assert "You signed out of your account" in answer.body.decode()
    assert cleared == "ESTSAUTH="
    assert caller.open().status == 200


def test_signing_out_goes_back_to_a_registered_address_only(caller):
    out = f"{caller.entra.authority}/oauth2/v2.0/logout?post_logout_redirect_uri="

    known = caller.browser.open(f"{out}{CALLBACK}&state=s")
    unknown = caller.browser.open(f"{out}https://evil.example")

    assert known.headers["Location"] == f"{CALLBACK}?state=s"
    assert "Location" not in unknown.headers
