"""How Entra ID is reached."""

import io

import pytest
import requests
from requests.adapters import BaseAdapter

from sandbox.entra import TENANT
from shared.domain.errors import SourceUnavailable
from shared.identity.wire import Wire, fetch_keys, key_issuers
from shared.settings import EntraSettings

SETTINGS = EntraSettings(tenant_id=TENANT)
KEYS = f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys"


class Answers(BaseAdapter):
    """Gives one answer to whatever is asked, and remembers how it was asked."""

    def __init__(self, status=200, *, headers=None, error=None):
        super().__init__()
        self.status, self.headers, self.error = status, headers or {}, error
        self.asked = []

    def send(self, request, *_args, **options):
        self.asked.append((request.method, request.url, options))
        if self.error:
            raise self.error
        response = requests.Response()
        response.status_code = self.status
        response.headers.update(self.headers)
        response.raw = io.BytesIO(b"content")
        response.request = request
        return response

    def close(self):
        pass


def wired(answers, **options):
    wire = Wire(**options)
    wire.mount("https://", answers)
    return wire


def test_the_key_document_is_that_of_the_tenant():
    answers = Answers()

    assert fetch_keys(wired(answers), SETTINGS)() == b"content"
    assert [asked[:2] for asked in answers.asked] == [("GET", KEYS)]


@pytest.mark.parametrize("status", [204, 301, 404, 429, 500, 503])
def test_an_answer_that_is_no_document_is_an_outage(status):
    fetch = fetch_keys(wired(Answers(status)), SETTINGS)

    with pytest.raises(SourceUnavailable, match=f"keys of Entra ID: HTTP {status}"):
        fetch()


def test_no_answer_is_an_outage_and_its_text_goes_no_further():
    error = requests.ConnectionError("https://proxy-user:secret@proxy.example")
    fetch = fetch_keys(wired(Answers(error=error)), SETTINGS)

    with pytest.raises(SourceUnavailable, match=r"^keys of Entra ID: ConnectionError$"):
        fetch()


def test_a_redirect_is_not_followed():
    answers = Answers(302, headers={"Location": "https://evil.example/"})

    response = wired(answers).get(KEYS)

    assert response.status_code == 302
    assert len(answers.asked) == 1


def test_no_request_waits_for_ever():
    answers = Answers()
    wired(answers).post(KEYS, timeout=None)

    assert answers.asked[0][2]["timeout"] == 10.0


def test_a_file_of_certificates_replaces_the_usual_ones(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    own, usual = Answers(), Answers()
    wired(own, ca_file="/authority.pem").get(KEYS)
    wired(usual).get(KEYS)

    assert own.asked[0][2]["verify"] == "/authority.pem"
    assert usual.asked[0][2]["verify"] is True
    assert not usual.asked[0][2]["proxies"]


def test_keys_belong_to_the_tenant_or_to_every_tenant():
    assert key_issuers(SETTINGS) == {
        f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "https://login.microsoftonline.com/{tenantid}/v2.0",
    }
