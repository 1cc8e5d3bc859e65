import pytest

from shared.domain.errors import InvalidInput
from shared.sources.halopsa.addresses import auth_address, checked_address


def checked(text, *, allow_local=False):
    return checked_address(text, setting="HALOPSA_BASE_URL", allow_local=allow_local)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://acme.halopsa.com/api", "https://acme.halopsa.com/api"),
        (" https://acme.halopsa.com/api/ ", "https://acme.halopsa.com/api"),
        ("https://acme.trial.usehalo.com/api", "https://acme.trial.usehalo.com/api"),
        ("https://psa.acme.example:443/api", "https://psa.acme.example:443/api"),
        ("https://8.8.8.8/api", "https://8.8.8.8/api"),
    ],
)
def test_hosted_custom_and_on_premises_addresses_are_accepted(text, expected):
    assert checked(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "must begin with https://"),
        ("acme.halopsa.com/api", "must begin with https://"),
        ("http://acme.halopsa.com/api", "must begin with https://"),
        ("ftp://acme.halopsa.com/api", "must begin with https://"),
        ("https://acme.halopsa.com@evil.com/api", "user name"),
        ("https://user:pass@acme.halopsa.com/api", "user name"),
        ("https://acme.halopsa.com\\@evil.com/api", "user name"),
        ("https://acme.halopsa.com/a pi", "user name or blanks"),
        ("https://acme.halopsa.com/api?x=1", "query"),
        ("https://acme.halopsa.com/api?", "query"),
        ("https://acme.halopsa.com/api#x", "query or fragment"),
        ("https://acme.halopsa.com:8443/api", "default port"),
        ("https://acme.halopsa.com:x/api", "not a URL"),
        ("https://[::1/api", "not a URL"),
        ("https:///api", "no valid host"),
        ("https://a%2fb/api", "no valid host"),
        ("https://127.0.0.1/api", "inside the network"),
        ("https://localhost/api", "inside the network"),
        ("https://LOCALHOST./api", "inside the network"),
        ("https://x.localhost/api", "inside the network"),
        ("https://10.1.2.3/api", "inside the network"),
        ("https://192.168.0.9/api", "inside the network"),
        ("https://169.254.169.254/api", "inside the network"),
        ("https://0.0.0.0/api", "inside the network"),
        ("https://[::1]/api", "inside the network"),
        ("https://[fe80::1]/api", "inside the network"),
        ("https://[::ffff:127.0.0.1]/api", "inside the network"),
        ("https://2130706433/api", "inside the network"),
        ("https://0x7f.1/api", "inside the network"),
        ("https://127.1/api", "inside the network"),
    ],
)
def test_an_address_that_could_lead_elsewhere_is_refused(text, problem):
    with pytest.raises(InvalidInput, match=problem) as caught:
        checked(text)

    assert str(caught.value).startswith("HALOPSA_BASE_URL")


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:8077/api", "http://localhost/api", "https://[::1]/api"]
)
def test_this_machine_is_accepted_where_it_is_allowed(text):
    assert checked(text, allow_local=True) == text


def test_a_query_is_refused_even_where_this_machine_is_allowed():
    with pytest.raises(InvalidInput, match="query"):
        checked("http://localhost/api?x", allow_local=True)


@pytest.mark.parametrize("base", ["https://a.example/api", "https://a.example/API"])
def test_the_authorisation_server_stands_beside_the_resource_server(base):
    assert auth_address(base) == "https://a.example/auth"


def test_it_has_to_be_told_when_it_can_not_be_derived():
    with pytest.raises(InvalidInput, match="HALOPSA_AUTH_URL is needed"):
        auth_address("https://a.example/halo")
