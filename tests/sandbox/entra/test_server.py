"""The stand-in over TLS: forms, redirects and trust."""

import json
import re
import ssl
import subprocess
import sys
from contextlib import closing
from http.client import HTTPSConnection
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from tests.sandbox.entra.callers import Caller, told_in

BEN = "ben@msp.example"


def sign_in(session, address, username=BEN, **changes):
    """Fill in the page's form as a browser does, without following on."""
    page = session.get(address)
    (state,) = re.findall(r'name="login_state" value="([^"]+)"', page.text)
    (action,) = re.findall(r'action="([^"]+)"', page.text)
    form = {"login_state": state, "username": username, "answer": "sign_in", **changes}
    return session.post(urljoin(address, action), data=form, allow_redirects=False)


def test_a_person_signs_in_by_the_form(served, trusting):
    answer = sign_in(trusting, Caller(served).address())

    assert answer.status_code == 302
    assert told_in(answer.headers["Location"])["state"] == "a-state"


def test_the_cookie_signs_in_the_next_time(served, trusting):
    address = Caller(served).address()
    sign_in(trusting, address)

    second = trusting.get(address, allow_redirects=False)

    assert "code" in told_in(second.headers["Location"])


def test_the_documents_name_the_address_that_is_served(served, trusting):
    at = served.authority
    told = trusting.get(f"{at}/v2.0/.well-known/openid-configuration").json()

    assert told["issuer"] == f"{at}/v2.0"
    assert trusting.get(told["jwks_uri"]).json()["keys"]


def test_localhost_is_served_too(served, trusting):
    at = served.authority.replace("127.0.0.1", "localhost")

    assert trusting.get(f"{at}/discovery/v2.0/keys").status_code == 200


def test_who_does_not_trust_the_authority_does_not_connect(served):
    with requests.Session() as session:
        session.trust_env = False
        with pytest.raises(requests.exceptions.SSLError, match="VERIFY_FAILED"):
            session.get(f"{served.authority}/discovery/v2.0/keys")


def test_requests_share_a_connection(served, files):
    parts = urlsplit(served.authority)
    trusting = ssl.create_default_context(cafile=files.authority)
    with closing(HTTPSConnection(parts.netloc, context=trusting, timeout=5)) as client:
        sockets = set()
        for _ in range(3):
            client.request("GET", f"{parts.path}/discovery/v2.0/keys")
            assert client.getresponse().read()
            sockets.add(client.sock)

    assert len(sockets) == 1


def test_a_fault_of_the_stand_in_shows(served, trusting):
    served.keys.published = None

    answer = trusting.get(f"{served.authority}/discovery/v2.0/keys")

    assert answer.status_code == 500
    assert "TypeError" in answer.json()["sandbox_error"]


def test_the_admin_is_served_too(served, trusting):
    root = served.tenant.base_url
    trusting.post(f"{root}/sandbox/faults", json={"name": "jwks_down", "count": 1})
    at = f"{served.authority}/discovery/v2.0/keys"

    assert [trusting.get(at).status_code for _ in range(2)] == [503, 200]
    assert trusting.delete(f"{root}/sandbox/faults").status_code == 200


def test_the_command_says_what_a_client_needs_and_stops_when_told(tmp_path):
    command = [sys.executable, "-m", "sandbox.entra", "--folder", str(tmp_path)]
    with subprocess.Popen(
        [*command, "--redirect-uri", "https://127.0.0.1:7443/signin"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        with requests.Session() as session:
            session.verify, session.trust_env = told["authority_file"], False
            authority = f"{told['base']}/{told['tenant']}"
            found = session.get(f"{authority}/v2.0/.well-known/openid-configuration")
        process.terminate()

    assert found.json()["issuer"] == f"{authority}/v2.0"
    assert (tmp_path / "server-key.pem").samefile(told["key_file"])
    assert process.returncode == 0
