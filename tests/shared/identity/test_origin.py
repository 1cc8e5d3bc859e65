"""Where a POST comes from: every combination of the two headers."""

import pytest

from shared.identity.origin import is_same_origin

OWN = "https://renewals.example"
ABROAD = [
    "https://evil.example",
    "http://renewals.example",
    "https://renewals.example:8443",
    "https://renewals.example.evil.example",
    "https://renewals.example/",
    "https://user@renewals.example",
    "https://renewals.example, https://renewals.example",
    "renewals.example",
    "",
]


@pytest.mark.parametrize(
    ("origin", "fetch_site"),
    [
        (OWN, "same-origin"),
        (OWN, None),  # a browser without fetch metadata
        (None, "same-origin"),
        ("null", "same-origin"),  # what our page's referrer policy makes of it
        (None, None),  # an old browser: the form's token has to tell
    ],
)
def test_ap02_a_post_from_our_own_page_is_taken(origin, fetch_site):
    assert is_same_origin(OWN, origin=origin, fetch_site=fetch_site)


@pytest.mark.parametrize("fetch_site", ["cross-site", "same-site", "none", "", "other"])
@pytest.mark.parametrize("origin", [OWN, None, "null", *ABROAD])
def test_ap02_a_post_that_the_browser_calls_foreign_is_refused(origin, fetch_site):
    assert not is_same_origin(OWN, origin=origin, fetch_site=fetch_site)


@pytest.mark.parametrize("fetch_site", ["same-origin", None])
@pytest.mark.parametrize("origin", ABROAD)
def test_ap02_a_post_from_another_origin_is_refused(origin, fetch_site):
    assert not is_same_origin(OWN, origin=origin, fetch_site=fetch_site)


def test_ap02_a_page_without_an_origin_is_refused_when_no_browser_vouches_for_it():
    assert not is_same_origin(OWN, origin="null", fetch_site=None)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Renewals.Example", OWN),
        ("https://renewals.example:443", OWN),
        ("https://renewals.example/", OWN),
        ("https://renewals.example/api", OWN),
        ("https://renewals.example:8443", "https://renewals.example:8443"),
        ("https://renewals.example:80", "https://renewals.example:80"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:443", "http://localhost:443"),
        ("https://[::1]:7071", "https://[::1]:7071"),
        ("ftp://renewals.example:80", "ftp://renewals.example:80"),
    ],
)
def test_our_own_origin_is_written_as_browsers_write_it(address, origin):
    assert is_same_origin(address, origin=origin, fetch_site=None)
    assert not is_same_origin(address, origin=f"{origin}0", fetch_site=None)
