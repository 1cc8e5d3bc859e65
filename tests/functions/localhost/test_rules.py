# ruff: noqa: ARG001  # a trigger function has its parameter, used or not

import azure.functions as func
import pytest

from functions.localhost.host import LocalHost
from functions.localhost.problems import HostError

from .fakes import a_page, a_queue_app, a_timer_app, an_http_app, nothing_to_do


def named(name):
    def page(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(name)

    page.__name__ = name
    return page


def with_extra(timer: func.TimerRequest, extra: int = 1) -> None:
    """Have a parameter that no binding fills."""


def no_letters(message: func.QueueMessage) -> None:
    """Be a queue function."""


def two_pages(one, other):
    app = func.FunctionApp()
    for number, (route, methods) in enumerate([one, other]):
        app.route(route=route, methods=methods)(named(f"page{number}"))
    return app


def same_names():
    app = func.FunctionApp()
    app.route(route="a")(named("Page"))
    app.route(route="b")(named("page"))
    return app


@pytest.mark.parametrize(
    ("app", "problem"),
    [
        (an_http_app(a_page, route="admin/users"), "a_page: route admin/users is res"),
        (an_http_app(a_page, route="Administration"), "route Administration is reserv"),
        (an_http_app(a_page, route="runtime"), "route runtime is reserved"),
        (an_http_app(a_page, route="a/{id"), "malformed"),
        (an_http_app(named("host")), "host: not a function name"),
        (an_http_app(named("_page")), "_page: not a function name"),
        (same_names(), "Page, page: function names must differ"),
        (two_pages(("A", ["GET"]), ("a", ["GET", "POST"])), "conflict with page0"),
        (two_pages(("a", None), ("a", ["POST"])), "page1: route a and methods"),
        (a_timer_app(with_extra), "with_extra: parameter extra has no binding"),
        (a_timer_app(nothing_to_do, "0 0 25 * * *"), "nothing_to_do: schedule '0 0 25"),
        (a_queue_app(no_letters, "Up"), "'Up' is not a queue name"),
        (a_queue_app(no_letters, "q" * 57), "is not a queue name"),
    ],
)
def test_what_azure_would_refuse_is_named(app, problem):
    with pytest.raises(HostError, match=problem):
        LocalHost(app, {})


def test_the_same_route_may_serve_other_methods():
    host = LocalHost(two_pages(("a", ["GET"]), ("a", ["POST"])), {})

    assert len(host.functions) == 2


def test_all_problems_are_reported_at_once():
    app = func.FunctionApp()
    app.route(route="admin")(named("one"))
    app.route(route="runtime")(named("two"))

    with pytest.raises(HostError, match=r"(?s)one: route admin.*two: route runtime"):
        LocalHost(app, {})


def test_a_schedule_setting_is_checked_as_soon_as_it_has_a_value():
    app = a_timer_app(nothing_to_do, "%WHEN%")

    LocalHost(app, {})
    LocalHost(app, {"WHEN": "0 0 6 * * *"})
    with pytest.raises(HostError, match="nothing_to_do: schedule 'at six'"):
        LocalHost(app, {"WHEN": "at six"})


def test_serving_needs_every_setting_that_a_trigger_names():
    host = LocalHost(a_timer_app(nothing_to_do, "%WHEN%"), {})

    with pytest.raises(HostError, match="nothing_to_do: app setting WHEN is not set"):
        host.serve()
