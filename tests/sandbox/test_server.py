"""The stand-in over real HTTP."""

import base64
import json
import subprocess
import sys
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode, urlsplit

import pytest

from sandbox.halopsa import HaloPsa
from sandbox.halopsa.faults import Fault
from sandbox.server import Server
from tests.sandbox.callers import FORM

CREDENTIALS = {
    "grant_type": "client_credentials",
    "client_id": "sandbox-client",
    "client_secret": "sandbox-secret",
    "scope": "all",
}


class Browser:
    """One kept-alive connection."""

    def __init__(self, url):
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=5)
        self.headers = {}

    def ask(self, method, path, body=None, content_type="application/json"):
        headers = {"Content-Type": content_type, **self.headers}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return response.status, response.read()

    def sign_in(self):
        status, body = self.ask("POST", "/auth/token", urlencode(CREDENTIALS), FORM)
        assert status == 200
        self.headers["Authorization"] = f"Bearer {json.loads(body)['access_token']}"


@pytest.fixture
def halo(portfolio):
    return HaloPsa(portfolio)


@pytest.fixture
def browser(halo):
    with Server(halo) as server:
        browser = Browser(server.url)
        browser.sign_in()
        yield browser
        browser.connection.close()


def test_many_requests_use_one_connection(browser):
    first = browser.connection.sock
    for page in range(1, 4):
        status, body = browser.ask(
            "GET", f"/api/Tickets?pageinate=true&page_no={page}&page_size=100"
        )
        assert status == 200
        assert len(json.loads(body)["tickets"]) == 100

    assert browser.connection.sock is first


def test_a_post_travels_with_its_body(browser, halo):
    status, body = browser.ask("POST", "/api/Tickets", b'[{"summary":"\xc3\xa9"}]')

    assert status == 201
    assert halo.instance.created_tickets == [json.loads(body)["id"]]
    assert json.loads(body)["summary"] == "é"


def test_an_empty_answer_is_complete(browser):
    assert browser.ask("GET", "/api/Contract") == (404, b"")
    assert browser.ask("GET", "/api/Status")[0] == 200


def test_discovery_names_the_address_that_was_asked(browser):
    status, body = browser.ask("GET", "/api/authinfo")

    host = f"{browser.connection.host}:{browser.connection.port}"
    assert status == 200
    assert json.loads(body)["auth_url"] == f"http://{host}/auth"


@pytest.mark.parametrize(("action", "made"), [("reset", 0), ("lost_reply", 1)])
def test_a_dropped_connection_is_seen_as_one(browser, halo, action, made):
    halo.faults.add(Fault(action, method="POST", path="/api/Tickets"))

    with pytest.raises(ConnectionError):
        browser.ask("POST", "/api/Tickets", b'[{"summary":"x"}]')

    assert len(halo.instance.created_tickets) == made
    browser.connection.close()
    assert browser.ask("GET", "/api/Status")[0] == 200


def test_threads_create_distinct_tickets(halo):
    def create(url, found):
        browser = Browser(url)
        browser.sign_in()
        for _ in range(10):
            _, body = browser.ask("POST", "/api/Tickets", b'[{"summary":"x"}]')
            found.append(json.loads(body)["id"])
        browser.connection.close()

    found: list[int] = []
    with Server(halo) as server:
        threads = [
            threading.Thread(target=create, args=(server.url, found)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(set(found)) == 40


def test_webhooks_are_delivered_in_the_background(halo):
    received = []
    arrived = threading.Event()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, self.headers["Authorization"], body))
            self.send_response(200)
            self.end_headers()
            arrived.set()

        def log_message(self, *args):
            pass

    receiver = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=receiver.handle_request)
    thread.start()
    url = f"http://127.0.0.1:{receiver.server_port}/hook?k=1"
    with Server(halo) as server:
        browser = Browser(server.url)
        settings = {"url": url, "username": "u", "password": "p"}
        browser.ask("POST", "/sandbox/webhook", json.dumps(settings))
        touch = {"op": "touch_ticket", "ticket_id": 40_010}
        browser.ask("POST", "/sandbox/mutate", json.dumps(touch))
        assert arrived.wait(5)
        browser.connection.close()
    thread.join()
    receiver.server_close()

    path, authorization, body = received[0]
    assert path == "/hook?k=1"
    assert authorization == f"Basic {base64.b64encode(b'u:p').decode()}"
    assert json.loads(body)["object_id"] == 40_010


def test_the_command_says_where_it_serves_and_stops_when_told():
    command = [sys.executable, "-m", "sandbox", "vendors", "--contracts", "3"]
    options = ["--tickets", "20", "--options", '{"agent_envelope": false}']
    with subprocess.Popen(
        [*command, *options, "--as-of", "2026-10-05"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        addresses = json.loads(process.stdout.readline())
        browser = Browser(addresses["api"])
        browser.sign_in()
        status, body = browser.ask("GET", "/api/Agent")
        browser.connection.close()
        process.terminate()

    assert process.returncode == 0
    assert addresses.keys() == {"api", "auth", "admin", "hubspot"}
    assert (status, type(json.loads(body))) == (200, list)


def test_the_command_is_never_left_behind():
    command = [sys.executable, "-m", "sandbox", "vendors", "--contracts", "3"]

    done = subprocess.run(
        [*command, "--tickets", "20", "--max-seconds", "0.1"],
        capture_output=True,
        timeout=20,
        check=False,
    )

    assert done.returncode == 0
