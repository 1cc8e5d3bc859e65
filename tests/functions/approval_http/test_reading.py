"""Looking at pages changes nothing, whoever looks and however often."""

import random

import pytest

from .counter import (
    ASKER,
    CHIEF,
    KEYS,
    L2,
    LEAD,
    NEW,
    REQUESTER,
    Counter,
    text_of,
)

METHODS = ("GET", "GET", "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE")


@pytest.fixture
def counter(monkeypatch):
    return Counter(monkeypatch)


def addresses(counter, request_id):
    """List one address of every route, and some that lead to what is there."""
    filled = {
        "{token}": counter.mailed()[-1].rpartition("/")[2],
        "{id}": request_id,
        "{contract}": "301",
    }
    for route, _ in counter.gateway.routes:
        path = f"/{route.template}"
        for name, value in filled.items():
            path = path.replace(name, value)
        yield path
    yield from (
        NEW,
        counter.mailed()[-1],
        f"/api/concessions/{request_id}?done=decided",
    )


def spoilt(path, chance):
    """Change an address in one place, most of the time not."""
    if chance.random() < 0.8:
        return path
    place = chance.randrange(1, len(path))
    return path[:place] + chance.choice("aZ0-._~/") + path[place + 1 :]


def test_ap01_ten_thousand_requests_without_a_post_leave_storage_as_it_is(counter):
    request = counter.ask()
    token = counter.mailed()[-1].rpartition("/")[2]
    link = {"__Host-link": token}
    visitors = [
        {},
        link,
        {**counter.sign_in(ASKER, REQUESTER).cookies, **link},
        counter.opened()[0].cookies,
        {**counter.sign_in(CHIEF, L2).cookies, **link},
        {"__Host-session": "made-up", "__Host-link": KEYS},
    ]
    paths = sorted(set(addresses(counter, request.id)))
    before = counter.writes()
    chance, statuses = random.Random(1), set()

    for _ in range(10_000):
        browser = counter.anonymous()
        browser.cookies = dict(chance.choice(visitors))
        method, path = chance.choice(METHODS), spoilt(chance.choice(paths), chance)
        statuses.add(browser.send(method, path).status)

    assert counter.writes() == before
    assert {200, 303, 401, 403, 404, 410} <= statuses
    assert 500 not in statuses


def test_ap01_looking_at_a_request_leaves_its_link_good(counter):
    counter.ask()
    link = counter.mailed()[-1]
    for _ in range(50):
        counter.anonymous().follow(link)
        counter.anonymous().send("HEAD", link)

    lead, page = counter.opened(LEAD)

    assert lead.decide(page).status == 303


def test_ap04_who_is_not_signed_in_learns_nothing_of_a_request(counter):
    request = counter.ask()
    told = [
        *("Customer 12", "Contract 301", "301", "Ann", "discount", "1,000", "GBP"),
        request.id,
    ]

    for path in (counter.mailed()[-1], "/api/intake/301", NEW):
        body = text_of(counter.anonymous().follow(path))
        # The address that was asked for is the visitor's own.
        shown = body.replace("/api/intake/301", "").replace(NEW, "")
        assert [word for word in told if word in shown] == []


def test_ap04_who_is_signed_in_and_has_no_role_learns_nothing(counter):
    request = counter.ask()

    answer = counter.sign_in("9" * 8).get(f"/api/concessions/{request.id}")

    assert answer.status == 403
    assert "Customer 12" not in text_of(answer)


def test_f45_a_scanner_that_submits_every_form_decides_nothing(counter):
    counter.ask()
    link = counter.mailed()[-1]
    before = counter.writes()[0]["timeline"]

    for _ in range(50):
        scanner = counter.anonymous()
        page = scanner.follow(link)
        scanner.send("HEAD", link)
        scanner.submit(page, "/api/signin")
        scanner.decide(page, link=link.rpartition("/")[2])

    assert counter.writes()[0]["timeline"] == before
    lead, page = counter.opened(LEAD)
    assert lead.decide(page).status == 303
