"""Basic credentials of the webhook: two secrets, a path, and nobody by default."""

import base64

import pytest

from shared.identity.basic import allowed
from shared.settings import WebhookSettings

BOTH = WebhookSettings(user="halo", secrets=("new", "old"), path="r4nd0m")


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("secret", ["new", "old"])
def test_both_secrets_are_valid_while_one_is_replaced(secret):
    assert allowed(basic(f"halo:{secret}"), "r4nd0m", BOTH)


@pytest.mark.parametrize(
    "header",
    [
        basic("halo:other"),
        basic("halo:"),
        basic("halo:new "),
        basic("Halo:new"),
        basic("other:new"),
        basic("halo"),
        basic(":new"),
        basic("halo:new:more"),
        basic("halo:ñew"),
        "",
        "Basic",
        "Basic ",
        "Basic %%%",
        "Basic ünïcode",
        "Bearer " + basic("halo:new").partition(" ")[2],
        basic("halo:new").partition(" ")[2],
    ],
)
def test_all_else_is_refused(header):
    assert not allowed(header, "r4nd0m", BOTH)


@pytest.mark.parametrize("path", ["", "other", "r4nd0m/", "R4ND0M", "r4nd0mé"])
def test_another_path_is_refused(path):
    assert not allowed(basic("halo:new"), path, BOTH)


@pytest.mark.parametrize("path", ["", "anything"])
def test_without_a_configured_path_any_will_do(path):
    expected = WebhookSettings(user="halo", secrets=("new",))

    assert allowed(basic("halo:new"), path, expected)


@pytest.mark.parametrize(
    "expected",
    [
        WebhookSettings(),
        WebhookSettings(user="halo"),
        WebhookSettings(secrets=("new",)),
    ],
)
@pytest.mark.parametrize("header", ["", basic(":"), basic("halo:"), basic(":new")])
def test_without_credentials_nobody_is_let_in(expected, header):
    assert not allowed(header, "", expected)


def test_the_scheme_may_be_written_in_any_case():
    header = basic("halo:new").replace("Basic", "bAsIc")

    assert allowed(header, "r4nd0m", BOTH)


def test_a_secret_may_hold_a_colon():
    expected = WebhookSettings(user="halo", secrets=("a:b",))

    assert allowed(basic("halo:a:b"), "", expected)
