"""Signing in: the page, the way back, and what is refused."""

import pytest

from sandbox.entra import Options
from tests.sandbox.entra.callers import CALLBACK, Caller, an_entra, told_in

BEN = "ben@msp.example"


def test_the_page_lets_a_person_choose_who_they_are(caller):
    page = caller.open()

    text = page.body.decode()
    assert page.status == 200
    assert text.count('type="radio"') == len(Options().users)
    assert "<legend>Choose who you are</legend>" in text
    assert '<html lang="en">' in text
    assert "checked" not in text


def test_the_page_may_not_be_cached_or_framed(caller):
    headers = caller.open().headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_hint_chooses_the_person_beforehand(caller):
    text = caller.open(login_hint=BEN).body.decode()

    assert text.count("checked") == 1
    assert f'checked value="{BEN}"' in text


def test_a_choice_sends_the_browser_back_with_code_and_state(caller):
    answer = caller.browser.answer(caller.open(), BEN)

    told = told_in(answer.headers["Location"])
    assert answer.status == 302
    assert answer.headers["Location"].startswith(f"{CALLBACK}?")
    assert told.keys() == {"code", "state", "session_state"}
    assert told["state"] == "a-state"


def test_a_form_is_good_once(caller):
    page = caller.open()
    caller.browser.answer(page, BEN)

    again = caller.browser.answer(page, BEN)

    assert again.status == 400
    assert "AADSTS50089" in again.body.decode()


def test_the_page_tells_what_each_person_may_do(caller):
    text = caller.open().body.decode()

    assert "Femi Adeyemi (femi@msp.example; Renewals.Requester, Renewals." in text
    assert "Hana Ito (hana@msp.example; no role)" in text


def test_cancelling_is_told_to_the_application(caller):
    answer = caller.browser.answer(caller.open(), BEN, "cancel")

    told = told_in(answer.headers["Location"])
    assert (told["error"], told["error_subcode"]) == ("access_denied", "cancel")
    assert told["state"] == "a-state"


@pytest.mark.parametrize(
    ("username", "code"),
    [("hana@msp.example", "AADSTS50105"), ("nobody@msp.example", "AADSTS50034")],
)
def test_who_is_not_assigned_or_unknown_stays_on_the_page(caller, username, code):
    answer = caller.browser.answer(caller.open(), username)

    assert "Location" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert code in answer.body.decode()


def test_a_tenant_may_let_in_people_without_a_role():
    caller = Caller(an_entra(assignment_required=False))

    assert "roles" not in caller.claims("hana@msp.example")


def test_a_disabled_person_cannot_sign_in(caller):
    caller.entra.directory.disable(BEN)

    answer = caller.browser.answer(caller.open(), BEN)

    assert "AADSTS50057" in answer.body.decode()


@pytest.mark.parametrize(
    "address", [f"{CALLBACK}/", f"{CALLBACK}?x=1", "https://evil.example/", ""]
)
def test_an_unregistered_address_is_never_sent_to(caller, address):
    answer = caller.open(redirect_uri=address)

    assert answer.status == 400
    assert "Location" not in answer.headers
    assert "AADSTS50011" in answer.body.decode()


def test_an_unknown_application_is_not_sent_back(caller):
    answer = caller.open(client_id="11111111-2222-4333-8444-555555555555")

    assert "Location" not in answer.headers
    assert "AADSTS700016" in answer.body.decode()


def test_what_a_page_repeats_is_escaped(caller):
    answer = caller.open(redirect_uri="https://x/<script>")

    assert "<script>" not in answer.body.decode()


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"response_type": "id_token"}, "unsupported_response_type", "AADSTS70005"),
        ({"response_type": None}, "unsupported_response_type", "AADSTS70005"),
        ({"response_mode": "fragment"}, "invalid_request", "AADSTS70007"),
        ({"scope": None}, "invalid_request", "AADSTS900144"),
        ({"prompt": "maybe"}, "invalid_request", "AADSTS90023"),
        ({"max_age": "-1"}, "invalid_request", "AADSTS90023"),
        ({"code_challenge_method": "S512"}, "invalid_request", "AADSTS501491"),
    ],
)
def test_a_malformed_request_is_told_to_the_application(caller, changes, error, code):
    told = caller.back(**changes)

    assert told["error"] == error
    assert told["error_description"].startswith(f"{code}: ")
    assert told["state"] == "a-state"


def test_the_browser_for_tests_says_why_a_sign_in_failed(caller):
    with pytest.raises(ValueError, match=r"not signed in: .*AADSTS50105"):
        caller.entra.sign_in(caller.address(), "hana@msp.example")


def test_the_browser_for_tests_needs_a_form(caller):
    page = caller.open(redirect_uri="https://evil.example/")

    with pytest.raises(ValueError, match="no sign-in form"):
        caller.browser.answer(page, BEN)
