import gzip
import json
from datetime import timedelta

import httpx
import pytest

from shared.domain.errors import (
    NotFound,
    OutcomeUnknown,
    SourceRejected,
    SourceUnavailable,
)
from shared.ports import CustomerBatch
from shared.sources.web.wire import http_client

from .effects import an_effect
from .sandbox_transport import SteppedClock
from .vendor import NOW, TOKEN, Vendor, a_client, answer, described, empty, page

ONE = {"record_count": 1, "clients": [{"id": 2, "name": "Acme"}]}
JSON = {"content-type": "application/json"}
EMPTY = answer({"record_count": 0, "clients": []})


def test_the_token_is_carried_to_the_resource_server_only():
    vendor = Vendor(Client=[answer(ONE)])

    a_client(vendor).customers(1)

    carried = {r.url.path: r.headers.get("authorization") for r in vendor.requests}
    assert carried == {"/auth/token": None, "/api/Client": "Bearer eyJ1"}


def test_an_expired_token_is_replaced_once_and_the_request_repeated():
    vendor = Vendor(Client=[empty(401), answer(ONE)])
    vendor.on("/auth/token", answer(TOKEN), answer({**TOKEN, "access_token": "eyJ2"}))

    batch = a_client(vendor).customers(1)

    assert batch.read == 1
    bearers = [r.headers["authorization"] for r in vendor.asked("/api/Client")]
    assert bearers == ["Bearer eyJ1", "Bearer eyJ2"]


def test_a_401_for_a_fresh_token_is_a_missing_permission():
    vendor = Vendor(**{"ClientContract/57": [empty(401)]})

    expected = "permission missing: GET /ClientContract/57: 401"
    with pytest.raises(SourceRejected, match=expected):
        a_client(vendor).contract("57")

    assert len(vendor.requests) == 4  # two tokens, two attempts


def test_a_403_is_a_missing_permission_at_once():
    vendor = Vendor(Client=[empty(403)])

    with pytest.raises(SourceRejected, match="permission missing: GET /Client: 403"):
        a_client(vendor).customers(1)

    assert len(vendor.asked("/api/Client")) == 1


def test_a_list_that_is_not_there_is_no_empty_list():
    with pytest.raises(SourceRejected, match="GET /Client: 404"):
        a_client(Vendor()).customers(1)


def test_a_record_that_is_not_there_is_not_found():
    with pytest.raises(NotFound, match="ClientContract/57 does not exist"):
        a_client(Vendor()).contract("57")


@pytest.mark.parametrize(
    "failure",
    [
        empty(500),
        empty(502),
        page(504),
        empty(302, location="https://evil.example/"),
        page(200),
        httpx.Response(200, headers=JSON, content=b'{"record_count": 1, "cli'),
        httpx.Response(200, headers={"content-type": "text/plain"}, content=b"[]"),
        httpx.Response(200, headers=JSON, content=b""),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        httpx.RemoteProtocolError("closed"),
        httpx.PoolTimeout("busy"),
    ],
    ids=described,
)
class TestPassingFailures:
    def test_a_read_is_repeated(self, failure):
        vendor, clock = (
            Vendor(Client=[failure, failure, answer(ONE)]),
            SteppedClock(NOW),
        )

        assert a_client(vendor, clock=clock).customers(1).read == 1
        assert clock.sleeps == [1, 3]

    def test_a_read_that_keeps_failing_is_told_and_never_empty(self, failure):
        vendor = Vendor(Client=[failure])

        with pytest.raises(SourceUnavailable, match="GET /Client") as caught:
            a_client(vendor).customers(1)

        assert type(caught.value) is SourceUnavailable
        assert caught.value.retry_after == 60
        assert len(vendor.asked("/api/Client")) == 3


def test_the_machines_proxies_are_not_heeded():
    with http_client(5) as http:
        assert not http.trust_env


def test_no_redirect_is_followed():
    vendor = Vendor(Client=[empty(302, location="https://evil.example/")])

    with pytest.raises(SourceUnavailable):
        a_client(vendor).customers(1)

    assert {r.url.host for r in vendor.requests} == {"acme.halopsa.com"}


@pytest.mark.parametrize(
    "payload", [{"error": "x"}, "Invalid Resource", None, 5], ids=repr
)
def test_json_without_a_list_is_no_empty_list(payload):
    vendor = Vendor(Client=[answer(payload)])

    with pytest.raises(SourceUnavailable, match="a list was asked for"):
        a_client(vendor).customers(1)


@pytest.mark.parametrize(
    "payload", [[], {}, {"id": 58}, {"id": "x"}, "Invalid", None], ids=repr
)
def test_a_detail_of_another_record_is_not_taken(payload):
    vendor = Vendor(**{"ClientContract/57": [answer(payload)]})

    with pytest.raises(SourceUnavailable, match="another record, or none, came"):
        a_client(vendor).contract("57")


def test_an_explicitly_empty_list_is_empty():
    batch = a_client(Vendor(Client=[EMPTY])).customers(1)

    assert batch == CustomerBatch(last=True, fingerprint=batch.fingerprint)


def test_a_type_that_is_not_told_is_judged_by_its_content():
    body = json.dumps(ONE).encode()
    vendor = Vendor(Client=[httpx.Response(200, content=body)])

    assert a_client(vendor).customers(1).read == 1


def test_the_limit_is_waited_for_as_long_as_asked():
    clock = SteppedClock(NOW)
    limited = httpx.Response(429, headers={"retry-after": "7"}, content=b"Rate Limit")
    vendor = Vendor(Client=[limited, limited, answer(ONE)])

    assert a_client(vendor, clock=clock).customers(1).read == 1
    assert clock.sleeps == [7, 7]


def test_a_limit_of_a_day_is_told_to_the_worker_as_an_hour():
    clock = SteppedClock(NOW)
    vendor = Vendor(Client=[empty(429, **{"retry-after": "86400"})])

    with pytest.raises(SourceUnavailable, match="GET /Client: 429") as caught:
        a_client(vendor, clock=clock).customers(1)

    assert (caught.value.retry_after, clock.sleeps) == (3600, [])


class TestWrites:
    @pytest.mark.parametrize(
        "failure",
        [
            empty(500),
            page(504),
            empty(302),
            page(200),
            httpx.Response(201, headers=JSON, content=b"{"),
            httpx.Response(201, content=b""),
            httpx.ReadTimeout("late"),
            httpx.WriteError("broken"),
            httpx.RemoteProtocolError("closed"),
        ],
        ids=described,
    )
    def test_a_write_without_a_clear_answer_is_not_repeated(self, failure):
        vendor = Vendor(Tickets=[failure])

        with pytest.raises(OutcomeUnknown, match="POST /Tickets"):
            a_client(vendor).create_task(an_effect())

        assert len(vendor.asked("/api/Tickets")) == 1

    @pytest.mark.parametrize(
        "failure", [httpx.ConnectError("refused"), httpx.ConnectTimeout("x")], ids=repr
    )
    def test_a_write_that_never_left_is_repeated(self, failure):
        vendor = Vendor(Tickets=[failure, answer({"id": 5}, 201)])

        assert a_client(vendor).create_task(an_effect()) == "5"

    def test_a_write_that_never_leaves_was_not_done(self):
        vendor = Vendor(Tickets=[httpx.ConnectError("refused")])

        with pytest.raises(SourceUnavailable) as caught:
            a_client(vendor).create_task(an_effect())

        assert type(caught.value) is SourceUnavailable

    def test_a_write_refused_by_the_limit_is_repeated(self):
        vendor = Vendor(Tickets=[empty(429), answer({"id": 5}, 201)])

        assert a_client(vendor).create_task(an_effect()) == "5"

    def test_a_write_with_an_expired_token_is_repeated(self):
        vendor = Vendor(Tickets=[empty(401), answer({"id": 5}, 201)])

        assert a_client(vendor).create_task(an_effect()) == "5"

    def test_a_write_that_breaks_a_rule_needs_a_person(self):
        vendor = Vendor(Tickets=[answer("An Outcome must be entered", 400)])

        with pytest.raises(SourceRejected, match="400 An Outcome must be entered"):
            a_client(vendor).create_task(an_effect())

        assert len(vendor.asked("/api/Tickets")) == 1


class Drip(httpx.SyncByteStream):
    """A body that takes its time, or has no end."""

    def __init__(self, chunks, before_each):
        self._chunks = chunks
        self._before_each = before_each
        self.closed = False

    def __iter__(self):
        for chunk in self._chunks:
            self._before_each()
            yield chunk

    def close(self):
        self.closed = True


def dripping(client_stream):
    def handle(request):
        if request.url.path == "/auth/token":
            return answer(TOKEN)
        return httpx.Response(200, headers=JSON, stream=client_stream)

    return handle


def test_a_body_that_drips_ends_at_the_deadline():
    clock = SteppedClock(NOW)

    def a_second():
        clock.now += timedelta(seconds=1)

    streams = []

    def handle(request):
        if request.url.path == "/auth/token":
            return answer(TOKEN)
        streams.append(Drip([b" "] * 1000, a_second))
        return httpx.Response(200, headers=JSON, stream=streams[-1])

    with pytest.raises(SourceUnavailable, match="GET /Client: not done in 20 s"):
        a_client(handle, clock=clock, timeout=20).customers(1)

    assert [stream.closed for stream in streams] == [True] * 3


def test_a_body_without_end_is_cut_off():
    chunk = b" " * 1024 * 1024
    handle = dripping(Drip([chunk] * 100, lambda: None))

    with pytest.raises(SourceUnavailable, match="more than 67108864 bytes"):
        a_client(handle).customers(1)


def test_compressed_bodies_are_read():
    body = gzip.compress(json.dumps(ONE).encode())

    def handle(request):
        if request.url.path == "/auth/token":
            return answer(TOKEN)
        headers = {**JSON, "content-encoding": "gzip"}
        return httpx.Response(200, headers=headers, stream=Drip([body], lambda: None))

    assert a_client(handle).customers(1).read == 1


def test_a_body_broken_in_compression_is_no_answer():
    def handle(request):
        if request.url.path == "/auth/token":
            return answer(TOKEN)
        headers = {**JSON, "content-encoding": "gzip"}
        return httpx.Response(
            200, headers=headers, stream=Drip([b"no gzip"], lambda: None)
        )

    with pytest.raises(SourceUnavailable, match="GET /Client: DecodingError"):
        a_client(handle).customers(1)


class NothingLeft:
    """A budget that is spent."""

    def acquire(self):
        raise SourceUnavailable("spent", retry_after=123)


def test_a_spent_budget_is_not_waited_for_twice():
    vendor, clock = Vendor(), SteppedClock(NOW)

    with pytest.raises(SourceUnavailable, match="spent") as caught:
        a_client(vendor, clock=clock, budget=NothingLeft()).customers(1)

    assert (caught.value.retry_after, clock.sleeps, vendor.requests) == (123, [], [])


class Counting:
    """A budget that counts."""

    def __init__(self):
        self.taken = 0

    def acquire(self):
        self.taken += 1


def test_every_request_takes_from_the_budget_the_repeated_ones_too():
    budget = Counting()
    vendor = Vendor(Client=[empty(500), empty(401), answer(ONE)])

    a_client(vendor, budget=budget).customers(1)

    assert budget.taken == len(vendor.requests) == 5


def test_without_a_budget_the_configured_limit_holds_in_this_process():
    vendor = Vendor(Client=[answer(ONE)])
    client = a_client(vendor, requests_per_5_minutes=2)

    client.customers(1)
    with pytest.raises(SourceUnavailable, match="2 requests in 5 minutes are spent"):
        client.customers(1)


def test_a_client_closes_its_connections():
    with a_client(Vendor(Client=[answer(ONE)])) as client:
        client.customers(1)

    with pytest.raises(RuntimeError, match="closed"):
        client.customers(1)
