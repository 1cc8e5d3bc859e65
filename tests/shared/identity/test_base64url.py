"""Base64url: every text has one form, and only that is read."""

import base64

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.identity.base64url import decoded, encoded


@given(st.binary(max_size=100))
@example(b"\0\0\x17")  # AAAX
@settings(deadline=None)
def test_what_was_written_is_read_again(data):
    assert decoded(encoded(data)) == data
    assert encoded(data) == base64.urlsafe_b64encode(data).decode().rstrip("=")


@given(st.text("ABCabc019-_=+/ \n", max_size=8))
@settings(deadline=None)
def test_what_is_read_is_what_would_be_written(text):
    try:
        data = decoded(text)
    except ValueError:
        return

    assert encoded(data) == text


@pytest.mark.parametrize(
    "text",
    ["A", "AAAAA", "AB", "AAB", "AA==", "A A", "AA\n", "+A", "/A", "é", "\ud800"],
)
def test_another_form_is_refused(text):
    with pytest.raises(ValueError, match="base64"):
        decoded(text)
