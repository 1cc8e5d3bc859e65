# ruff: noqa: ARG001  # a trigger function has its parameter, used or not

import contextlib
import logging
import socket
import ssl
import threading
import time

import azure.functions as func
import httpx
import pytest

from functions.localhost.gateway import Response
from functions.localhost.host import LocalHost
from functions.localhost.problems import HostError
from functions.localhost.server import LoopbackServer, tls_context
from sandbox.certificates import certificate_files
from tests.functions.sample_app import function_app as sample

from .fakes import a_page, an_http_app


@pytest.fixture(scope="module")
def url():
    app = func.FunctionApp()
    app.register_functions(sample.pages)
    with LocalHost(app, {}).serve() as service:
        yield service.url


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return certificate_files(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure_url(files):
    def told(req: func.HttpRequest) -> str:
        return str(req.url)

    tls = tls_context(files.certificate, files.key)
    with LocalHost(an_http_app(told), {}).serve(tls=tls) as service:
        yield service.url


def raw(url, text):
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(text.encode())
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while chunk := connection.recv(4096):
                received += chunk
    return int(received.split()[1])


def test_requests_share_a_connection(url):
    with httpx.Client(base_url=url) as client:
        first = client.get("/api/hello/Ada")
        second = client.post("/api/echo", content="x" * 100_000)
        failed = client.get("/api/broken")

    assert (first.status_code, first.text) == (201, "Hello Ada")
    assert first.cookies["seen"] == "1"
    assert len(second.text) == 100_000
    assert (failed.status_code, failed.content) == (500, b"")


def test_a_head_request_has_no_body(url):
    assert httpx.head(f"{url}/api/nowhere").status_code == 404


def test_a_body_over_one_mebibyte_is_refused(url):
    header = "Content-Length: 1048577"

    assert raw(url, f"POST /api/echo HTTP/1.1\r\n{header}\r\n\r\n") == 413


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Content-Length: -1", 400),
        ("Content-Length: 1\r\nContent-Length: 2", 400),
        ("Transfer-Encoding: chunked", 411),
    ],
)
def test_a_body_of_unknown_length_is_refused(url, header, status):
    assert raw(url, f"POST /api/echo HTTP/1.1\r\n{header}\r\n\r\n") == status


def test_only_this_machine_can_connect(url):
    assert url.startswith("http://127.0.0.1:")


def test_stopping_waits_for_a_running_request_but_not_for_ever():
    entered = threading.Event()

    def slow(req: func.HttpRequest) -> str:
        entered.set()
        time.sleep(0.3)
        return "done"

    service = LocalHost(an_http_app(slow), {}).serve()
    answers = []

    def call():
        answers.append(httpx.get(f"{service.url}/api/here").text)

    caller = threading.Thread(target=call)
    caller.start()
    entered.wait(5)
    finished = service.stop(5)
    caller.join()

    assert finished
    assert answers == ["done"]


def test_a_port_in_use_is_reported(url):
    port = int(url.rsplit(":", 1)[1])

    with pytest.raises(HostError, match=f"port {port} cannot be used"):
        LocalHost(an_http_app(a_page), {}).serve(port)


def test_with_a_certificate_the_host_serves_https(secure_url, files):
    trusting = ssl.create_default_context(cafile=files.authority)

    with httpx.Client(verify=trusting) as client:
        answers = [client.get(f"{secure_url}/api/here").text for _ in range(2)]

    assert secure_url.startswith("https://127.0.0.1:")
    assert answers == [f"{secure_url}/api/here"] * 2


def fail(error):
    raise error


@pytest.mark.parametrize(
    ("error", "logged"),
    [(ssl.SSLError, 0), (ConnectionResetError, 0), (TimeoutError, 0), (ValueError, 1)],
)
def test_only_a_fault_of_the_host_is_logged(caplog, error, logged):
    server = LoopbackServer(0, lambda _request: Response(status=200))
    with caplog.at_level(logging.ERROR):
        try:
            fail(error)
        except error:
            server.handle_error(None, None)
    server.server_close()

    assert len(caplog.records) == logged


def test_a_client_that_never_shakes_hands_keeps_nobody_waiting(secure_url, files):
    trusting = ssl.create_default_context(cafile=files.authority)
    host, port = secure_url.removeprefix("https://").split(":")

    with socket.create_connection((host, int(port)), timeout=5):
        answer = httpx.get(f"{secure_url}/api/here", verify=trusting, timeout=5)

    assert answer.status_code == 200


def test_a_certificate_that_is_none_is_reported(tmp_path):
    absent = tmp_path / "absent.pem"

    with pytest.raises(HostError, match=r"absent\.pem cannot be used for https"):
        tls_context(absent, absent)
