"""Links, tokens, codes and cookies pass through everything and stay nowhere."""

import logging
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from shared.domain.errors import SourceUnavailable
from shared.telemetry import JsonLines
from tests.builders import TENANT

from .counter import (
    ASK,
    ASKER,
    DECIDE,
    L1,
    LEAD,
    NEW,
    ORIGIN,
    REQUESTER,
    Counter,
    hidden,
    text_of,
)


@pytest.fixture
def counter(monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    lines = JsonLines(TENANT)
    caplog.handler.addFilter(lines)
    made = Counter(monkeypatch)
    made.ask()
    yield made
    caplog.handler.removeFilter(lines)


def signed_in(counter, browser):
    """Sign in by way of the stand-in; give the secrets of it."""
    leaving = browser.post("/api/signin", {"target": "/api/approvals"})
    address = unescape(text_of(leaving).partition("url=")[2].partition('"')[0])
    flow = browser.cookies["__Host-signin"]
    callback = counter.tenant.entra.sign_in(address, "ben@msp.example")
    browser.get(callback.removeprefix(ORIGIN))
    query = dict(parse_qsl(urlsplit(callback).query))
    return {"flow": flow, "code": query["code"]}


def everywhere(counter, secrets):
    """Send the secrets to every route, where they belong and where they don't."""
    link, session, bearer = secrets["link"], secrets["session"], secrets["bearer"]
    for route, function in counter.gateway.routes:
        path = f"/{route.template}"
        for name in ("{token}", "{id}", "{contract}"):
            path = path.replace(name, link)
        for method in function.methods:
            for value in (link, session, bearer):
                browser = counter.anonymous()
                browser.cookies = {"__Host-session": session, "__Host-link": link}
                fields = dict.fromkeys(
                    ("link", "form", "reason", "target", *ASK), value
                )
                if method == "POST":
                    browser.post(path, fields)
                    body = f'{{"contract": "{value}"}}'.encode()
                    headers = {"authorization": f"Bearer {value}"}
                    kind = "application/json"
                    browser.send(method, path, body, content_type=kind, **headers)
                else:
                    browser.get(f"{path}?contract={value}&state={value}&code={value}")


def sinks(counter, caplog):
    """Give all that is kept, as one text each."""
    tables, blobs = counter.writes()
    queues = [m.body for _, m in counter.engine.waiting()]
    return {
        "logs": "\n".join(r.getMessage() + str(r.exc_info) for r in caplog.records),
        "exceptions": caplog.text,
        "tables": str(tables),
        "blobs": str(blobs),
        "queues": str(queues),
    }


class _Leaky:
    """A part that breaks and names in its error what it was given."""

    def __init__(self, error):
        self._error = error

    def __getattr__(self, _name):
        def fail(*given, **_named):
            raise self._error(f"Bearer {given[0]} could not be used")

        return fail


def test_ap20_no_secret_stays_anywhere(counter, caplog):
    lead = counter.sign_in(LEAD, L1)
    other = counter.anonymous()
    secrets = {
        "link": counter.mailed()[-1].rpartition("/")[2],
        "session": lead.cookies["__Host-session"],
        "bearer": counter.tenant.access_token(oid=ASKER),
        **signed_in(counter, other),
        "signed in": other.cookies["__Host-session"],
    }
    page = lead.follow(counter.mailed()[-1])
    secrets["form"] = hidden(page)["form"]
    everywhere(counter, secrets)
    for part in ("links", "tokens", "sign_ins"):
        for error in (SourceUnavailable, RuntimeError):
            working = getattr(counter.desk, part)
            counter.change(**{part: _Leaky(error)})
            everywhere(counter, secrets)
            counter.change(**{part: working})
    assert lead.decide(page).status == 303
    counter.engine.work()

    found = [
        (name, sink)
        for sink, text in sinks(counter, caplog).items()
        for name, secret in secrets.items()
        if secret in text
    ]
    assert found == []


def test_ap20_storage_can_not_be_used_to_sign_in(counter):
    browser = counter.sign_in(ASKER, REQUESTER)

    rows = [row.pk for row in counter.engine.tables.query("sessions")]

    assert rows
    for stored in rows:
        thief = counter.anonymous()
        thief.cookies = {"__Host-session": stored}
        assert thief.get(NEW).status == 401
    assert browser.get(NEW).status == 200


def test_ap20_the_address_that_is_kept_is_no_address(counter):
    lead, page = counter.opened()
    given = {**hidden(page), "verdict": "reject", "reason": "Too dear."}

    lead.post(DECIDE, given, x_forwarded_for="192.0.2.77:5021")

    kept = counter.decisions()[0].data["approval"]["ip_hash"]
    assert kept == counter.links.pseudonym("192.0.2.77")
    assert "192.0.2.77" not in str(counter.writes())
