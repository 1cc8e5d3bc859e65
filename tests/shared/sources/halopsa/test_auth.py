from datetime import timedelta

import httpx
import pytest

from shared.domain.errors import InvalidInput, SourceRejected, SourceUnavailable
from shared.ports import AccessReport
from shared.sources.halopsa.auth import Tokens
from shared.sources.halopsa.budget import WindowBudget
from shared.sources.halopsa.pacing import Pacing
from shared.sources.halopsa.scopes import NEEDED, REQUESTED
from shared.sources.web.wire import Wire, http_client

from .sandbox_transport import SteppedClock
from .vendor import (
    NOW,
    TOKEN,
    Vendor,
    a_client,
    a_config,
    answer,
    described,
    empty,
    page,
)

TOKEN_PATH = "/auth/token"


def test_credentials_go_as_a_form_with_the_least_scopes():
    vendor = Vendor()

    a_client(vendor).check_access()

    [request] = vendor.requests
    assert str(request.url) == "https://acme.halopsa.com/auth/token"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in request.headers
    assert vendor.forms() == [
        {
            "grant_type": "client_credentials",
            "client_id": "id",
            "client_secret": "hush",
            "scope": REQUESTED,
        }
    ]


def test_a_tenant_goes_into_the_query_of_the_token():
    vendor = Vendor()

    a_client(vendor, tenant="acme").check_access()

    assert vendor.params(TOKEN_PATH) == [{"tenant": "acme"}]


@pytest.mark.parametrize(
    ("scope", "granted", "missing"),
    [
        ("all", ("all",), ()),
        (
            "openid read:tickets read:customers",
            ("openid", "read:tickets", "read:customers"),
            ("edit:tickets", "read:contracts", "read:invoices", "read:timesheets"),
        ),
        (None, tuple(NEEDED), ()),
        ("", (), tuple(NEEDED)),
    ],
)
def test_the_scopes_really_granted_are_compared_with_those_needed(
    scope, granted, missing
):
    token = {"access_token": "eyJ", "scope": scope}
    vendor = Vendor().on(TOKEN_PATH, answer(token))

    report = a_client(vendor).check_access()

    assert report == AccessReport(granted=granted, missing=missing)


def test_a_token_is_used_until_a_minute_before_it_expires():
    clock, vendor = SteppedClock(NOW), Vendor()
    client = a_client(vendor, clock=clock)

    client.check_access()
    clock.now += timedelta(seconds=3539)
    client.check_access()
    assert len(vendor.forms()) == 1

    clock.now += timedelta(seconds=1)
    client.check_access()
    assert len(vendor.forms()) == 2


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [(120, 60), ("120", 60), ("soon", 3540), (None, 3540), (10**12, 86340)],
    ids=repr,
)
def test_an_odd_lifetime_is_bounded(expires_in, seconds):
    clock = SteppedClock(NOW)
    vendor = Vendor().on(TOKEN_PATH, answer({**TOKEN, "expires_in": expires_in}))
    client = a_client(vendor, clock=clock)

    client.check_access()
    clock.now += timedelta(seconds=seconds - 1)
    client.check_access()
    assert len(vendor.forms()) == 1

    clock.now += timedelta(seconds=1)
    client.check_access()
    assert len(vendor.forms()) == 2


@pytest.mark.parametrize(
    "reply",
    [
        answer({"error": "invalid_client", "error_description": "No such client"}, 401),
        answer({"error": "invalid_client", "error_description": "No such client"}, 400),
    ],
    ids=["401", "400"],
)
def test_bad_credentials_need_a_person(reply):
    vendor = Vendor().on(TOKEN_PATH, reply)

    with pytest.raises(SourceRejected, match=r"HALOPSA_CLIENT_SECRET.*No such client"):
        a_client(vendor).check_access()

    assert len(vendor.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        empty(500),  # what a wrong tenant is answered with
        page(200),
        answer([]),
        answer({"access_token": ""}),
        answer({"access_token": "two\r\nlines"}),
        answer({"access_token": 5}),
        httpx.ConnectTimeout("late"),
        httpx.ReadTimeout("late"),
    ],
    ids=described,
)
def test_an_answer_without_a_token_is_tried_again_and_then_told(reply):
    clock = SteppedClock(NOW)
    vendor = Vendor().on(TOKEN_PATH, reply)

    with pytest.raises(SourceUnavailable, match="POST /token") as caught:
        a_client(vendor, clock=clock).check_access()

    assert (len(vendor.requests), clock.sleeps) == (3, [1, 3])
    assert caught.value.retry_after == 60


def test_a_passing_failure_of_the_token_is_not_seen():
    vendor = Vendor().on(TOKEN_PATH, empty(503), answer(TOKEN))

    assert a_client(vendor).check_access().missing == ()


def test_a_trial_host_tells_where_its_authorisation_server_is():
    vendor = Vendor(
        authinfo=[
            answer({"auth_url": "https://login.usehalo.com/auth", "tenant_id": "t1"})
        ]
    ).on(TOKEN_PATH, empty(404), answer(TOKEN))

    a_client(vendor).check_access()

    asked = [str(request.url) for request in vendor.requests]
    assert asked == [
        "https://acme.halopsa.com/auth/token",
        "https://acme.halopsa.com/api/authinfo",
        "https://login.usehalo.com/auth/token?tenant=t1",
    ]


def test_an_authorisation_server_once_found_is_asked_again():
    told = answer({"auth_url": "https://login.usehalo.com/auth"})
    vendor = Vendor(authinfo=[told])
    vendor.on(TOKEN_PATH, empty(404), httpx.ReadTimeout("late"), answer(TOKEN))

    a_client(vendor).check_access()

    hosts = [request.url.host for request in vendor.asked(TOKEN_PATH)]
    assert hosts == ["acme.halopsa.com", "login.usehalo.com", "login.usehalo.com"]


def test_a_token_that_another_thread_has_replaced_is_not_dropped():
    vendor, clock = Vendor(), SteppedClock(NOW)
    http = http_client(5, httpx.MockTransport(vendor))
    budget = WindowBudget(0, clock=clock, sleep=clock.sleep)
    wire = Wire(http, budget=budget, clock=clock, deadline=5)
    tokens = Tokens(a_config(), wire, pacing=Pacing(clock.sleep), clock=clock)
    refused = tokens.current()
    tokens.forget(refused)
    fresh = tokens.current()

    tokens.forget(refused)

    assert tokens.current() is fresh


def test_a_host_that_sends_credentials_inside_the_network_is_refused():
    vendor = Vendor(authinfo=[answer({"auth_url": "https://169.254.169.254/auth"})])
    vendor.on(TOKEN_PATH, empty(404))

    with pytest.raises(InvalidInput, match="auth_url of /authinfo"):
        a_client(vendor).check_access()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (empty(404), SourceRejected),
        (empty(500), SourceUnavailable),
        (httpx.ReadError("x"), SourceUnavailable),
    ],
    ids=["404", "500", "lost"],
)
def test_an_authorisation_server_that_is_not_found_is_told(reply, kind):
    vendor = Vendor(authinfo=[reply]).on(TOKEN_PATH, empty(404))

    with pytest.raises(kind, match="GET /authinfo"):
        a_client(vendor).check_access()


def test_an_authorisation_server_that_was_set_is_not_looked_for():
    vendor = Vendor().on("/login/token", empty(404))

    with pytest.raises(SourceRejected, match="POST /token: 404"):
        a_client(vendor, auth_url="https://acme.halopsa.com/login").check_access()

    assert len(vendor.requests) == 1


def test_a_token_address_is_taken_as_it_is():
    vendor = Vendor().on("/x/token", answer(TOKEN))

    a_client(vendor, auth_url="https://acme.halopsa.com/x/token").check_access()

    assert [r.url.path for r in vendor.requests] == ["/x/token"]
