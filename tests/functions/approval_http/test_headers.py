"""What every answer carries, and what no answer tells."""

import re

import pytest

from shared.domain.errors import SourceUnavailable

from .counter import (
    ASKER,
    KEYS,
    L1,
    LEAD,
    NEW,
    REQUESTER,
    Counter,
    text_of,
)

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}


@pytest.fixture
def counter(monkeypatch):
    made = Counter(monkeypatch)
    made.ask()
    return made


def answers(counter):
    """Give an answer of each status that the pages can have."""
    asker, lead = counter.sign_in(ASKER, REQUESTER), counter.sign_in(LEAD, L1)
    nobody, link = counter.anonymous(), counter.mailed()[-1]
    yield 200, asker.get(NEW)
    yield 200, nobody.get("/api/style.css")
    yield 303, lead.get(link)
    yield 401, nobody.get(NEW)
    yield 403, lead.get(NEW)
    yield 404, asker.get("/api/concessions/none")
    yield 410, nobody.get("/api/approvals/rnwl1_none")
    yield 422, asker.submit(asker.get(NEW), NEW)
    yield 400, nobody.get("/api/signin/callback?state=x")
    page = lead.follow(link)
    yield 303, lead.decide(page)
    yield 409, lead.decide(page)
    yield 401, nobody.send("POST", "/api/concessions", b"{}")
    yield 503, nobody.get("/api/health")
    counter.change(links=_Broken(SourceUnavailable("the vault is down")))
    yield 503, nobody.get(link)
    counter.change(links=_Broken(RuntimeError("a bug")))
    yield 500, nobody.get(link)
    counter.change(links=counter.links)
    for _ in range(250):
        last = nobody.get("/api/approvals/rnwl1_none")
    yield 429, last


class _Broken:
    def __init__(self, error):
        self._error = error

    def read(self, _token):
        raise self._error


def test_ap03_ap19_every_answer_of_every_status_carries_the_guards(counter):
    seen = set()
    for expected, answer in answers(counter):
        told = dict(answer.headers)
        assert answer.status == expected, text_of(answer)
        assert {name: told.get(name) for name in EXPECTED} == EXPECTED
        seen.add(expected)

    assert len(seen) == 12


def test_ap03_no_page_has_a_script_a_style_of_its_own_or_a_foreign_resource(counter):
    for _, answer in answers(counter):
        body = text_of(answer)
        assert not re.search(
            r"<script|\son\w+=|style=|javascript:", body, re.IGNORECASE
        )
        loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', body)
        assert set(loaded) <= {"/api/style.css"}


def test_ap19_the_token_leaves_the_address_on_the_first_visit(counter):
    answer = counter.anonymous().get(counter.mailed()[-1])

    assert answer.header("Location") == "/api/approvals"
    assert answer.header("Set-Cookie").endswith(
        "; Max-Age=3600; Path=/; Secure; HttpOnly; SameSite=Lax"
    )
    assert answer.body == b""


def test_ap21_all_bad_links_are_answered_with_the_same_bytes(counter):
    good = counter.mailed()[-1]
    request = counter.request()
    ask = request.asks[0]
    strange = KEYS.replace("k1:", "k9:")
    other_key = KEYS.replace("MTEx", "MjIy")
    unknown = request.model_copy(update={"id": "0" * 16})
    bad = {
        "form": "/api/approvals/rnwl1_none",
        "mac": good[:-4] + "AAAA",
        "another key": counter.signed_links(other_key).link(request, ask),
        "unknown kid": counter.signed_links(strange).link(request, ask),
        "environment": counter.signed_links(environment="staging").link(request, ask),
        "host": counter.signed_links(base_url="https://other.example").link(
            request, ask
        ),
        "tenant": counter.signed_links(tenant_id="0" * 36).link(request, ask),
    }
    told = {
        name: counter.anonymous().get("/api" + address.partition("/api")[2])
        for name, address in bad.items()
    }
    lead = counter.sign_in(LEAD, L1)
    expected = counter.anonymous().get("/api/approvals").body

    assert {answer.status for answer in told.values()} == {410}
    assert {answer.body for answer in told.values()} == {expected}
    address = counter.links.link(unknown, ask)
    dead = lead.follow("/api" + address.partition("/api")[2])
    assert (dead.status, dead.body) == (410, expected)
    counter.engine.later(hours=73)
    late = counter.anonymous().get(good)
    assert (late.status, late.body) == (410, expected)


def test_an_unexpected_error_shows_its_reference_and_nothing_else(counter, caplog):
    counter.change(links=_Broken(RuntimeError("Customer 12 owes 5")))

    answer = counter.anonymous().get(counter.mailed()[-1])

    (reference,) = re.findall(r"reference (\w{12})", text_of(answer))
    assert "Customer" not in text_of(answer)
    assert any(reference in record.getMessage() for record in caplog.records)
