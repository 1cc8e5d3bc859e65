# ruff: noqa: ARG001  # a trigger function has its parameter, used or not

import json
import logging

import azure.functions as func
import pytest

from functions.localhost.gateway import Request
from functions.localhost.host import LocalHost
from tests.functions.sample_app import function_app as sample

from .fakes import a_page, an_http_app

KEY = "local-key"


@pytest.fixture
def host():
    return LocalHost(sample.app, {"LOCAL_FUNCTION_KEY": KEY})


def ask(host, path, method="GET", **request):
    return host.answer(
        Request(method=method, url=f"http://localhost/api/{path}", **request)
    )


def test_a_response_carries_status_body_and_headers(host):
    response = ask(host, "hello/Ada?greeting=Hi&x=1&x=2")

    assert (response.status, response.body) == (201, b"Hi Ada")
    assert response.header("x-method") == "GET"
    assert response.header("set-cookie") == "seen=1; Path=/"
    assert response.header("content-type") == "text/plain; charset=utf-8"


def test_a_returned_text_is_a_plain_answer(host):
    response = ask(host, "echo", "POST", body=b"as it was")

    assert (response.status, response.body) == (200, b"as it was")


def test_a_coroutine_is_awaited(host):
    assert ask(host, "awaited").body == b"awaited"


@pytest.mark.parametrize("path", ["empty", "broken"])
def test_an_exception_or_a_wrong_result_is_an_empty_500(host, path, caplog):
    with caplog.at_level(logging.INFO, "functions.localhost"):
        response = ask(host, path)

    line = json.loads(caplog.messages[-1])
    assert (response.status, response.body) == (500, b"")
    assert (line["function"], line["outcome"]) == (path, "failed")
    assert line["error"]


@pytest.mark.parametrize(
    ("path", "method"),
    [("nowhere", "GET"), ("hello", "GET"), ("hello/Ada", "POST"), ("../echo", "POST")],
)
def test_an_unknown_route_or_method_is_404(host, path, method):
    assert ask(host, path, method).status == 404


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("", {}, 401),
        ("?code=wrong", {}, 401),
        ("", {"x-functions-key": "wrong"}, 401),
        ("?code=", {"x-functions-key": ""}, 401),
        (f"?code={KEY}", {}, 200),
        ("", {"x-functions-key": KEY}, 200),
    ],
)
def test_a_function_level_route_needs_the_key(host, query, headers, status):
    assert ask(host, f"guarded{query}", headers=headers).status == status


def test_without_the_setting_a_key_is_made_for_each_run():
    keys = {LocalHost(an_http_app(a_page), {}).key for _ in range(2)}

    assert len(keys) == 2
    assert all(len(key) >= 32 for key in keys)


def test_literal_segments_win_over_parameters():
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

    @app.route(route="a/{id}")
    def any_of_them(req: func.HttpRequest) -> str:
        return "any"

    @app.route(route="a/{id:int}")
    def a_number(req: func.HttpRequest) -> str:
        return "number"

    @app.route(route="a/new")
    def the_new_one(req: func.HttpRequest) -> str:
        return "new"

    host = LocalHost(app, {})

    answers = [ask(host, f"a/{end}").body for end in ("new", "7", "x")]
    assert answers == [b"new", b"number", b"any"]


def test_each_invocation_is_one_json_line_without_the_key(host, caplog):
    with caplog.at_level(logging.INFO, "functions.localhost"):
        ask(host, f"guarded?code={KEY}")

    line = json.loads(caplog.messages[-1])
    assert line["function"] == "guarded"
    assert line["trigger"] == "http"
    assert line["outcome"] == "succeeded"
    assert line["path"] == "/api/guarded"
    assert line["duration_ms"] >= 0
    assert len(line["invocation_id"]) == 36
    assert KEY not in caplog.text
