"""How long a link is good, for whom, for what, and what ends it."""

import base64
from datetime import timedelta

import pytest

from shared.domain.playbook import Playbook
from shared.identity.attempts import Attempts
from shared.services.concessions.chase import chase_all

from .counter import (
    APPROVALS,
    ASK,
    ASKER,
    CHIEF,
    DECIDE,
    KEYS,
    L1,
    L2,
    LEAD,
    REQUESTER,
    Counter,
    text_of,
)

NEW_KEY = "k2:" + base64.b64encode(b"2" * 32).decode()
BAD = "/api/approvals/rnwl1_none"


@pytest.fixture
def counter(monkeypatch):
    made = Counter(monkeypatch)
    made.ask()
    return made


def assert_dead(answer):
    assert answer.status == 410
    assert "This link is not valid" in text_of(answer)
    assert "Customer" not in text_of(answer)


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 410), (1, 410)])
def test_ap09_a_link_is_good_until_the_second_it_expires(counter, seconds, status):
    counter.engine.later(hours=72, seconds=seconds)

    _, page = counter.opened()

    assert page.status == status


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 410), (1, 410)])
def test_ap09_a_page_that_was_left_open_dies_with_its_link(counter, seconds, status):
    counter.engine.later(hours=71, minutes=58)
    lead, page = counter.opened()
    counter.engine.later(minutes=2, seconds=seconds)

    assert lead.decide(page).status == status


@pytest.mark.parametrize(("hours", "status"), [(-1, 410), (1, 200)])
def test_ap09_a_clock_that_jumps_makes_no_link_longer(counter, hours, status):
    jumped = timedelta(hours=hours)
    clock = counter.engine.clock
    counter.change(links=counter.signed_links(now=lambda: clock.now() + jumped))

    _, page = counter.opened()

    assert page.status == status


def test_ap09_a_link_dies_with_its_request(monkeypatch):
    counter = Counter(monkeypatch)
    counter.ask(expires_on="2026-12-01")
    counter.engine.on(counter.engine.clock.today(), hour=23).later(minutes=59)
    _, page = counter.opened()
    assert page.status == 200
    counter.engine.later(seconds=59)

    _, page = counter.opened()

    assert_dead(page)


def test_ap09_a_new_link_does_not_extend_an_approval(counter):
    counter.engine.later(hours=25)
    chase_all(counter.app)
    counter.engine.work()
    assert len(counter.mailed()) == 2

    assert counter.request().terms.expires_at.isoformat() == "2026-12-04T23:59:59+00:00"


def test_ap10_a_link_outlives_the_newest_key_and_not_its_own(counter):
    counter.change(links=counter.signed_links(f"{NEW_KEY},{KEYS}"))
    assert counter.opened()[1].status == 200

    counter.change(links=counter.signed_links(NEW_KEY))

    assert_dead(counter.opened()[1])


def test_ap10_a_page_of_a_removed_key_decides_nothing(counter):
    lead, page = counter.opened()
    counter.change(links=counter.signed_links(NEW_KEY))

    assert_dead(lead.decide(page))
    assert counter.decisions() == []


def withdrawn(counter):
    asker = counter.sign_in(ASKER, REQUESTER)
    shown = f"/api/concessions/{counter.request().id}"
    done = asker.submit(asker.get(shown), f"{shown}/withdraw", reason="No need.")
    assert done.status == 303


def revised(counter):
    asker = counter.sign_in(ASKER, REQUESTER)
    path = f"/api/concessions/{counter.request().id}/revise"
    fields = {**ASK, "discount_percent": "4"}
    assert asker.submit(asker.get(path), path, **fields).status == 303


def stopped(counter):
    counter.app.stores.settings.stop_effects(stopped=True)


ENDS = {"withdrawn": withdrawn, "revised": revised, "stopped": stopped}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_ap16_what_ends_a_request_ends_its_links(counter, end):
    link = counter.mailed()[-1]
    lead, page = counter.opened()

    end(counter)

    assert_dead(lead.follow(link))
    assert_dead(lead.decide(page))
    assert counter.decisions() == []


def test_ap16_all_links_to_a_request_die_together(monkeypatch):
    counter = Counter(monkeypatch, approvals={**APPROVALS, "margin_floor": "0.99"})
    counter.ask()
    links = counter.mailed()

    withdrawn(counter)

    assert len(links) == 2
    for oid, role, link in zip((LEAD, CHIEF), (L1, L2), links, strict=True):
        assert_dead(counter.opened(oid, role, link=link)[1])


def test_ap16_a_revoked_approver_sees_and_decides_nothing(counter):
    lead, page = counter.opened()
    left = [one for one in APPROVALS["colleagues"] if one["oid"] != LEAD]
    book = counter.app.stores.settings.playbook()
    changed = book.model_dump() | {"approvals": {**APPROVALS, "colleagues": left}}
    counter.app.stores.settings.save_playbook(Playbook.model_validate(changed))

    answers = [lead.follow(counter.mailed()[-1]), lead.decide(page)]

    assert [answer.status for answer in answers] == [403, 403]
    assert not any("Customer" in text_of(answer) for answer in answers)
    assert counter.decisions() == []


def test_f47_after_a_revision_its_new_link_is_good_and_the_old_one_dead(counter):
    old = counter.mailed()[-1]
    revised(counter)
    counter.engine.work()
    new = counter.mailed()[-1]

    assert_dead(counter.opened(link=old)[1])
    lead, page = counter.opened(link=new)
    assert lead.decide(page).status == 303


@pytest.mark.parametrize(
    "other",
    [
        {"environment": "staging"},
        {"base_url": "https://other.example"},
        {"tenant_id": "0" * 36},
    ],
    ids=repr,
)
def test_ap12_a_link_of_another_deployment_opens_nothing_here(counter, other):
    request = counter.request()
    address = counter.signed_links(**other).link(request, request.asks[0])
    lead = counter.sign_in(LEAD, L1)
    token = address.rpartition("/")[2]

    assert_dead(lead.follow(f"/api/approvals/{token}"))
    assert_dead(lead.post(DECIDE, {"link": token, "verdict": "approve"}))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/concessions/{}"),
        ("GET", "/api/intake/{}"),
        ("GET", "/api/concessions/new?contract={}"),
        ("GET", "/api/signin/callback?state={}"),
        ("POST", "/api/concessions/{}/withdraw"),
        ("POST", "/api/signout"),
    ],
)
def test_ap12_an_approvals_link_opens_no_other_page(counter, method, path):
    token = counter.mailed()[-1].rpartition("/")[2]
    before = counter.writes()
    browser = counter.anonymous()
    browser.cookies = {"__Host-session": token, "__Host-link": token}
    where = path.format(token)

    given = {"link": token, "form": token, "reason": "x"}
    answer = browser.post(where, given) if method == "POST" else browser.get(where)

    assert answer.status in {200, 400, 401, 403}
    assert "Customer" not in text_of(answer)
    assert counter.writes() == before


def test_ap12_a_link_is_no_access_token(counter):
    token = counter.mailed()[-1].rpartition("/")[2]

    answer = counter.anonymous().send(
        "POST", "/api/concessions", b"{}", authorization=f"Bearer {token}"
    )

    assert answer.status == 401


def test_ap12_a_session_opens_no_link_of_its_own(counter):
    lead = counter.sign_in(LEAD, L1)
    lead.cookies["__Host-link"] = lead.cookies["__Host-session"]

    assert_dead(lead.get("/api/approvals"))


def test_ap22_of_200_bad_links_the_last_is_refused_and_a_good_one_is_not(
    counter, caplog
):
    caplog.set_level("WARNING")
    statuses = [counter.anonymous().get(BAD).status for _ in range(200)]

    assert statuses == [410] * 199 + [429]
    assert [r.getMessage() for r in caplog.records].count(
        f"many bad links from address {counter.links.pseudonym('')}"
    ) == 1
    lead, page = counter.opened()
    assert lead.decide(page).status == 303


def test_ap22_another_address_is_not_refused(counter):
    for _ in range(250):
        counter.anonymous().get(BAD, x_forwarded_for="192.0.2.1:5000")

    refused = counter.anonymous().get(BAD, x_forwarded_for="192.0.2.1:6000")
    other = counter.anonymous().get(BAD, x_forwarded_for="192.0.2.2:5000")

    assert (refused.status, other.status) == (429, 410)


def test_ap22_an_address_that_a_sender_makes_up_does_not_help(counter):
    for number in range(250):
        given = f"203.0.113.{number}, 192.0.2.1:5000"
        answer = counter.anonymous().get(BAD, x_forwarded_for=given)

    assert answer.status == 429


def test_ap22_who_tries_others_links_is_refused_from_any_address(counter):
    chief = counter.sign_in(CHIEF, L2)
    link = counter.mailed()[-1]
    chief.get(link)
    statuses = [
        chief.get("/api/approvals", x_forwarded_for=f"192.0.2.{n}:1").status
        for n in range(201)
    ]

    assert statuses[:199] == [403] * 199
    assert statuses[199:] == [429, 429]
    lead, page = counter.opened()
    assert lead.decide(page).status == 303


def test_ap22_after_a_quiet_quarter_of_an_hour_nothing_is_held_against_anybody(counter):
    counter.change(attempts=Attempts(counter.engine.clock.now))
    for _ in range(250):
        counter.anonymous().get(BAD)
    counter.engine.later(minutes=15)

    assert counter.anonymous().get(BAD).status == 410
