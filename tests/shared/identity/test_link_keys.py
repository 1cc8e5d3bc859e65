"""The setting with the keys that sign links."""

import base64

import pytest

from shared.domain.errors import InvalidInput
from shared.identity.link_keys import LinkKey, read_keys


def key(kid, secret):
    return f"{kid}:{base64.b64encode(secret).decode()}"


def test_ap10_the_newest_key_comes_first_and_spaces_do_no_harm():
    text = f" {key('k2', b'b' * 32)} , {key('k-1_A', b'a' * 64)} "

    assert read_keys(text) == (LinkKey("k2", b"b" * 32), LinkKey("k-1_A", b"a" * 64))


def test_ap05_a_key_has_32_bytes_at_least():
    with pytest.raises(InvalidInput, match="link key k1: it is under 32 bytes"):
        read_keys(key("k1", b"a" * 31))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "link keys: an id is not like"),
        (",", "link keys: an id is not like"),
        (f"{key('k1', b'a' * 32)},", "link keys: an id is not like"),
        (key("", b"a" * 32), "link keys: an id is not like"),
        (key("k 1", b"a" * 32), "link keys: an id is not like"),
        (key("k.1", b"a" * 32), "link keys: an id is not like"),
        (key("k" * 33, b"a" * 32), "link keys: an id is not like"),
        (f"{key('k1', b'a' * 32)},{key('k1', b'b' * 32)}", "two have the same id"),
        ("k1", "link key k1: it is under 32 bytes"),
        ("k1:%%%%", "link key k1: it is not base64"),
        (key("k1", b"a" * 32)[:-1], "link key k1: it is not base64"),
        (key("k1", b"a" * 32) + "é", "link key k1: it is not base64"),
        (key("k1", b"\xff" * 33).replace("/", "_"), "link key k1: it is not base64"),
    ],
)
def test_ap10_a_malformed_key_is_named(text, problem):
    with pytest.raises(InvalidInput, match=problem):
        read_keys(text)


def test_ap10_an_id_may_have_32_characters():
    assert read_keys(key("k" * 32, b"a" * 32))[0].kid == "k" * 32


@pytest.mark.parametrize("text", ["k1:c2VjcmV0LXNlY3JldA==", "c2VjcmV0LXNlY3JldA=="])
def test_ap20_a_refused_secret_is_not_shown(text):
    with pytest.raises(InvalidInput) as refusal:
        read_keys(text)

    assert "c2Vj" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_ap20_a_key_does_not_show_its_secret():
    assert repr(LinkKey("k1", b"secret" * 6)) == "LinkKey(kid='k1')"
