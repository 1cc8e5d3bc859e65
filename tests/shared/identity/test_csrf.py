"""Tokens of forms: for one session and one action."""

import base64
import hashlib
import hmac

import pytest

from shared.identity.csrf import form_token, is_form_token

SECRET, OTHER = "s" * 43, "t" * 43
ACTION = "decide|c-240-7|3"
TOKEN = form_token(SECRET, ACTION)


def test_ap02_a_form_token_is_the_mac_of_its_action():
    mac = hmac.new(SECRET.encode(), b"form|decide|c-240-7|3", hashlib.sha256).digest()

    assert base64.urlsafe_b64encode(mac).decode().rstrip("=") == TOKEN


def test_ap02_a_form_is_taken_with_its_own_token():
    assert is_form_token(TOKEN, SECRET, ACTION)


@pytest.mark.parametrize(
    ("secret", "action"),
    [
        (OTHER, ACTION),
        (SECRET, "decide|c-240-7|4"),
        (SECRET, "decide|c-240-8|3"),
        (SECRET, "withdraw|c-240-7|3"),
        (SECRET, ""),
    ],
)
def test_ap02_a_token_of_another_session_request_or_revision_is_refused(secret, action):
    assert not is_form_token(form_token(secret, action), SECRET, ACTION)


@pytest.mark.parametrize(
    "token",
    ["", TOKEN[:-1], f"{TOKEN}=", f"{TOKEN} ", TOKEN.lower(), "é", "\ud800", SECRET],
)
def test_ap02_a_missing_or_mangled_token_is_refused(token):
    assert not is_form_token(token, SECRET, ACTION)


def test_ap02_without_a_secret_there_is_no_token_to_guess():
    with pytest.raises(ValueError, match="without a secret"):
        form_token("", ACTION)
    with pytest.raises(ValueError, match="without a secret"):
        is_form_token(TOKEN, "", ACTION)
