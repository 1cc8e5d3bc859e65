"""The requester's pages: ask, look, change, take back."""

import pytest

from shared.domain.concession import ConcessionKind
from shared.services.concessions.chase import chase_all
from shared.services.concessions.read import FIELDS

from .counter import (
    ASK,
    ASKER,
    AUDIT,
    AUDITOR,
    CHIEF,
    L2,
    LEAD,
    NEW,
    REQUESTER,
    Counter,
    text_of,
)

KINDS = {
    "discount": {},
    "price_freeze": {"discount_percent": ""},
    "credit": {"discount_percent": "", "credit": "250.50"},
    "added_scope": {
        "discount_percent": "",
        "added_value": "100",
        "added_hours": "1.5",
        "added_licences": "20.10",
        "description": "A second backup.",
    },
    "term_change": {"discount_percent": "", "term_months": "24"},
    "payment_terms": {"discount_percent": "", "payment_days": "30"},
    "other": {"discount_percent": "", "other_cost": "100", "description": "A gift."},
}


@pytest.fixture
def counter(monkeypatch):
    made = Counter(monkeypatch)
    made.engine.sync()
    return made


def asked(counter, **over):
    browser = counter.sign_in(ASKER, REQUESTER)
    return browser, browser.submit(browser.get(NEW), NEW, **{**ASK, **over})


@pytest.mark.parametrize("kind", ConcessionKind)
def test_each_kind_can_be_asked_for_and_is_shown(counter, kind):
    browser, done = asked(counter, kind=kind.value, **KINDS[kind])

    assert done.status == 303, text_of(done)
    shown = browser.get(done.header("Location"))
    assert shown.status == 200
    assert "The request is recorded" in text_of(shown)


@pytest.mark.parametrize("kind", ConcessionKind)
def test_each_kind_can_be_changed(counter, kind):
    browser, done = asked(counter, kind=kind.value, **KINDS[kind])
    path = done.header("Location").partition("?")[0] + "/revise"

    form = browser.get(path)
    changed = browser.submit(
        form,
        path,
        **{**ASK, "kind": kind.value, **KINDS[kind], "reason": "They asked again."},
    )

    assert form.status == 200
    assert changed.status == 303, text_of(changed)
    assert counter.request().revision == 2


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"kind": "gift"}, "kind"),
        ({"discount_percent": ""}, "discount_percent"),
        ({"discount_percent": "-5"}, "discount_percent"),
        ({"discount_percent": "100.01"}, "discount_percent"),
        ({"discount_percent": "5.001"}, "discount_percent"),
        ({"discount_months": "121"}, "discount_months"),
        ({"credit": "10"}, "credit"),
        ({"free_months": "1"}, "free_months"),
        ({"added_value": "1"}, "added_value"),
        ({"added_hours": "0.01"}, "added_hours"),
        ({"added_licences": "x"}, "added_licences"),
        ({"payment_days": "366"}, "payment_days"),
        ({"other_cost": "1e3"}, "other_cost"),
        ({"kind": "other", "discount_percent": "", "other_cost": "1"}, "description"),
        ({"term_months": "0"}, "term_months"),
        ({"effective_date": "01/04/2027"}, "effective_date"),
        ({"reason_code": ""}, "reason_code"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"give_back": ""}, "give_back"),
        ({"give_back_value": ""}, "give_back_value"),
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": "2026-11-30"}, "expires_on"),
        ({"expires_on": "2027-12-31"}, "expires_on"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(counter, fields, name):
    before = counter.engine.timeline()

    _, answer = asked(counter, **fields)

    assert answer.status == 422
    assert f'id="{name}-error"' in text_of(answer)
    assert f'<a href="#{name}">' in text_of(answer)
    assert counter.engine.timeline() == before


def test_all_that_is_wrong_is_shown_at_once(counter):
    _, answer = asked(counter, **dict.fromkeys(FIELDS, "?"))

    assert text_of(answer).count('-error"') >= 12


def test_what_was_typed_in_is_still_there_and_inert(counter):
    _, answer = asked(counter, reason='"><script>alert(1)</script>', term_months="x")

    assert "<script>" not in text_of(answer)
    assert "&lt;script&gt;alert(1)" in text_of(answer)


def test_characters_that_can_not_be_seen_are_not_kept(counter):
    asked(counter, reason="abc\u202edef\x00ghi\u200b")

    assert counter.request().terms.reason == "abc def ghi"


def test_a_request_with_other_terms_under_the_same_number_is_told_so(counter):
    browser = counter.sign_in(ASKER, REQUESTER)
    page = browser.get(NEW)
    browser.submit(page, NEW, **ASK)

    again = browser.submit(page, NEW, **{**ASK, "discount_percent": "6"})

    assert again.status == 409
    assert len([*counter.app.stores.projections.concessions()]) == 1


@pytest.mark.parametrize("roles", [(), (L2,), (AUDIT,)])
def test_asking_needs_the_requesters_role(counter, roles):
    browser = counter.sign_in(CHIEF, *roles)

    answer = browser.get(NEW)

    assert answer.status == 403
    assert "Customer" not in text_of(answer)


def test_a_guest_does_not_ask(counter):
    assert counter.sign_in(ASKER, REQUESTER, guest=True).get(NEW).status == 403


@pytest.mark.parametrize("contract", ["999", "", "%00", "<b>", "a/b"])
def test_a_contract_that_is_not_there_is_not_found(counter, contract):
    browser = counter.sign_in(ASKER, REQUESTER)

    answer = browser.get(f"/api/concessions/new?contract={contract}")

    assert answer.status in {404, 422}
    assert "<b>" not in text_of(answer)


def test_an_auditor_looks_and_changes_nothing(counter):
    _, done = asked(counter)
    path = done.header("Location").partition("?")[0]
    auditor = counter.sign_in(AUDITOR, AUDIT)

    assert auditor.get(path).status == 200
    assert "Change it" not in text_of(auditor.get(path))
    assert auditor.get(f"{path}/revise").status == 403


def test_the_page_a_form_leads_to_is_not_made_of_what_its_address_says(counter):
    browser, done = asked(counter)
    path = done.header("Location").partition("?")[0]

    shown = browser.get(f"{path}?done=<script>alert(1)</script>")

    assert "script" not in text_of(shown)


def test_a_withdrawal_needs_its_reason(counter):
    browser, done = asked(counter)
    path = done.header("Location").partition("?")[0]

    answer = browser.submit(browser.get(path), f"{path}/withdraw", reason=" ")

    assert answer.status == 422
    assert counter.request().status == "pending"


def test_what_is_withdrawn_is_visibly_over_and_can_not_be_withdrawn_again(counter):
    browser, done = asked(counter)
    path = done.header("Location").partition("?")[0]
    page = browser.get(path)
    browser.submit(page, f"{path}/withdraw", reason="They agreed without it.")

    again = browser.submit(page, f"{path}/withdraw", reason="Twice.")

    assert again.status == 409
    shown = text_of(browser.get(path))
    assert "This request is withdrawn." in shown
    assert "They agreed without it." in shown


def test_who_is_neither_requester_nor_editor_of_requests_withdraws_nothing(counter):
    _, done = asked(counter)
    path = done.header("Location").partition("?")[0]
    lead = counter.sign_in(LEAD, L2)
    token = (
        text_of(lead.get(path)).partition('name="form" value="')[2].partition('"')[0]
    )

    answer = lead.post(f"{path}/withdraw", {"form": token, "reason": "No."})

    assert answer.status == 403
    assert counter.request().status == "pending"


def test_an_expired_request_is_visibly_dead(counter):
    _, done = asked(counter)
    counter.engine.later(days=5)
    chase_all(counter.app)
    browser = counter.sign_in(ASKER, REQUESTER)

    shown = text_of(browser.get(done.header("Location").partition("?")[0]))

    assert "This request is expired." in shown
    assert "it expired on 2026-12-04 23:59 UTC" in shown
