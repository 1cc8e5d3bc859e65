"""Cookies of sign-ins and sessions."""

import pytest

from shared.identity.cookies import clear_cookie, read_cookie, set_cookie

VALUE = "X" + "q" * 41 + "X"


def test_a_cookie_is_for_this_host_over_tls_and_for_no_script_or_foreign_form():
    assert set_cookie("session", VALUE, seconds=28800) == (
        f"__Host-session={VALUE}; Max-Age=28800; Path=/; Secure; HttpOnly; SameSite=Lax"
    )


def test_a_cookie_is_cleared_under_the_same_rules():
    assert clear_cookie("session") == (
        "__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"
    )


@pytest.mark.parametrize(
    "value", ["", "a b", "a;b", "a=b", "a,b", 'a"', "a\r\nb", "é", "x" * 1025]
)
def test_ap18_a_value_that_could_end_the_header_is_never_written(value):
    with pytest.raises(ValueError, match="cookie session: its value is not like"):
        set_cookie("session", value, seconds=1)


@pytest.mark.parametrize(
    "header",
    [
        f"__Host-session={VALUE}",
        f"a=b; __Host-session={VALUE}",
        f"__Host-session={VALUE};a=b",
        f"a; =; __Host-session={VALUE} ; b",
        f"session=other; __Host-signin=other; __Host-session={VALUE}",
    ],
)
def test_a_cookie_is_found_among_others(header):
    assert read_cookie(header, "session") == VALUE


@pytest.mark.parametrize(
    "header",
    [
        "",
        f"session={VALUE}",
        f"__host-session={VALUE}",
        f"__Host-session2={VALUE}",
        f"x__Host-session={VALUE}",
        "__Host-session",
        "__Host-session=",
        f'__Host-session="{VALUE}"',
        f"__Host-session={VALUE}=",
        f"__Host-session={VALUE}\n",
        f"__Host-session={VALUE}; __Host-session={VALUE}",
        f"__Host-session={VALUE}; __Host-session=other",
        f"__Host-session={'x' * 1025}",
        f"{'a=b; ' * 1700}__Host-session={VALUE}",
    ],
)
def test_a_missing_doubled_or_mangled_cookie_is_none(header):
    assert read_cookie(header, "session") is None


def test_a_header_may_have_8192_characters():
    header = f"__Host-session={VALUE}; a="
    full = header + "x" * (8192 - len(header))

    assert read_cookie(full, "session") == VALUE
    assert read_cookie(full + "x", "session") is None


def test_a_value_may_have_1024_characters():
    header = set_cookie("session", "x" * 1024, seconds=1).partition(";")[0]

    assert read_cookie(header, "session") == "x" * 1024
