"""Whether a form is taken: from our own page, for this session, for this action."""

import pytest

from .counter import (
    APPROVE,
    ASK,
    ASKER,
    CHIEF,
    DECIDE,
    L1,
    L2,
    LEAD,
    NEW,
    ORIGIN,
    REQUESTER,
    Counter,
    hidden,
    text_of,
)

FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "https://renewals.example.evil.example"},
    {"origin": "http://renewals.example"},
    {"origin": "https://renewals.example:8443"},
    {"origin": "null", "sec_fetch_site": None},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "none"},
    {"origin": "https://evil.example", "sec_fetch_site": None},
]
OURS = [
    {},
    {"origin": None, "sec_fetch_site": None},
    {"origin": ORIGIN, "sec_fetch_site": None},
    {"origin": "null"},
]


@pytest.fixture
def counter(monkeypatch):
    made = Counter(monkeypatch)
    made.ask()
    return made


def forms(counter):
    """Give each form that changes something: who sends it, where, with what."""
    request = counter.request()
    asker = counter.sign_in(ASKER, REQUESTER)
    shown, intake = f"/api/concessions/{request.id}", "/api/intake/301"
    pages = {path: asker.get(path) for path in (NEW, shown, intake, f"{shown}/revise")}
    lead, page = counter.opened(LEAD, L1)
    fields = {**ASK, "discount_percent": "4"}
    return {
        "ask": (asker, NEW, {**hidden(pages[NEW]), **fields}),
        "revise": (
            asker,
            f"{shown}/revise",
            {**hidden(pages[f"{shown}/revise"]), **fields},
        ),
        "withdraw": (
            asker,
            f"{shown}/withdraw",
            {**hidden(pages[shown]), "reason": "They agreed without it."},
        ),
        "intake": (asker, intake, {**hidden(pages[intake]), "seats": "12"}),
        "decide": (lead, DECIDE, {**hidden(page), **APPROVE}),
    }


NAMES = ("ask", "revise", "withdraw", "intake", "decide")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("headers", FOREIGN, ids=repr)
def test_ap02_a_form_from_another_site_is_refused(counter, name, headers):
    browser, path, fields = forms(counter)[name]
    before = counter.writes()

    answer = browser.post(path, fields, **headers)

    assert answer.status == 403
    assert counter.writes() == before


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spoil", ["missing", "wrong", "other session", "other action"])
def test_ap02_a_form_without_its_token_is_refused(counter, name, spoil):
    browser, path, fields = forms(counter)[name]
    tokens = {
        "wrong": fields["form"][::-1],
        "other session": hidden(counter.sign_in(ASKER, REQUESTER).get(NEW))["form"],
        "other action": forms(counter)["ask" if name != "ask" else "decide"][2]["form"],
    }
    before_fields = {key: value for key, value in fields.items() if key != "form"}
    spoilt = (
        before_fields
        if spoil == "missing"
        else {**before_fields, "form": tokens[spoil]}
    )
    before = counter.writes()

    answer = browser.post(path, spoilt)

    assert answer.status == 403
    assert counter.writes() == before


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("headers", OURS, ids=repr)
def test_ap02_a_form_of_our_own_page_is_taken(counter, name, headers):
    browser, path, fields = forms(counter)[name]
    before = counter.writes()

    assert browser.post(path, fields, **headers).status in {200, 303}
    assert counter.writes() != before


@pytest.mark.parametrize("name", NAMES)
def test_ap02_without_a_session_a_form_changes_nothing(counter, name):
    _, path, fields = forms(counter)[name]
    before = counter.writes()

    assert counter.anonymous().post(path, fields).status == 401
    assert counter.writes() == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"verdict": "approve"}'),
        ("text/plain", b"verdict=approve"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/x-www-form-urlencoded", b"a=" + b"b" * 70_000),
        ("application/x-www-form-urlencoded", b"verdict=approve&verdict=reject"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 61)),
        ("application/x-www-form-urlencoded", b"\xff\xfe=1"),
        ("application/x-www-form-urlencoded", b"no pairs"),
    ],
)
def test_what_is_no_plain_form_is_refused(counter, kind, body):
    lead = counter.sign_in(LEAD, L1)

    answer = lead.send("POST", DECIDE, body, content_type=kind, origin=ORIGIN)

    assert answer.status == 422
    assert counter.decisions() == []


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "/\\evil.example", "https://evil.example", "javascript:1"),
        *("/%2f%2fevil.example", "/api/..//evil", "https://renewals.example@evil"),
        *("/a\r\nLocation: https://evil.example", "\t//evil.example", "", "evil"),
    ],
)
def test_ap18_no_sign_in_leads_anywhere_else(counter, target):
    before = counter.writes()

    answer = counter.anonymous().post("/api/signin", {"target": target})

    assert answer.status == 422
    assert "evil" not in str(answer.headers)
    assert counter.writes() == before


def test_ap18_after_signing_in_the_browser_goes_where_it_began(counter):
    browser = counter.anonymous()
    link = counter.mailed()[-1]
    page = browser.follow(link)
    leaving = browser.submit(page, "/api/signin")
    address = text_of(leaving).partition('href="https://entra')[2].partition('"')[0]
    address = "https://entra" + address.replace("&amp;", "&")
    callback = counter.tenant.entra.sign_in(address, "ben@msp.example")

    done = browser.get(
        f"{callback.removeprefix(ORIGIN)}&target=//evil.example&next=https://evil"
    )

    assert (done.status, done.header("Location")) == (303, "/api/approvals")
    assert browser.get("/api/approvals").status == 403  # Ben is not who was asked


def test_ap18_a_sign_in_is_finished_by_the_browser_that_began_it(counter):
    browser, other = counter.anonymous(), counter.anonymous()
    leaving = browser.post("/api/signin", {"target": "/api/approvals"})
    address = text_of(leaving).partition('href="https://entra')[2].partition('"')[0]
    address = "https://entra" + address.replace("&amp;", "&")
    callback = counter.tenant.entra.sign_in(address, "ben@msp.example")

    answer = other.get(callback.removeprefix(ORIGIN))

    assert answer.status == 400
    assert "__Host-session" not in other.cookies


def test_a_sign_in_that_was_cancelled_says_so(counter):
    browser = counter.anonymous()
    browser.post("/api/signin", {"target": "/api/approvals"})
    state = (
        next(iter(counter.engine.tables.query("signinflows")))
        .values["document"]
        .partition('"state":"')[2]
        .partition('"')[0]
    )

    answer = browser.get(f"/api/signin/callback?state={state}&error=access_denied")

    assert answer.status == 403
    assert "could not be signed in" in text_of(answer)


def test_signing_out_ends_the_session_and_its_cookie(counter):
    lead = counter.sign_in(LEAD, L1)
    cookie = dict(lead.cookies)
    page = lead.get(f"/api/concessions/{counter.request().id}")
    token = text_of(page).partition('name="form" value="')[2].partition('"')[0]

    done = lead.post("/api/signout", {"form": token})

    assert done.status == 200
    assert lead.cookies == {}
    again = counter.anonymous()
    again.cookies = cookie
    assert again.get("/api/intake/301").status == 401


def test_two_approvers_forms_are_not_each_others(counter):
    _, page = counter.opened(LEAD, L1)
    chief = counter.sign_in(CHIEF, L2)

    assert chief.decide(page).status == 403
    assert counter.decisions() == []
