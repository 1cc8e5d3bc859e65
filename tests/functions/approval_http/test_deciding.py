"""Decisions over the pages: who decides, once, on which terms, and what is kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from functions.approval_http import rendering, wording
from shared.domain.deal import AlternativeKind
from shared.services.concessions import show
from shared.workflow.fold import fold
from tests.shared.services import upstream

from .counter import (
    APPROVALS,
    ASK,
    ASKER,
    CHIEF,
    DECIDE,
    L1,
    L2,
    LEAD,
    NEW,
    REQUESTER,
    Counter,
    hidden,
    text_of,
)

HELPER = "77777777-0000-4000-8000-000000000000"
THIN = {**APPROVALS, "margin_floor": "0.99"}


@pytest.fixture
def counter(monkeypatch):
    made = Counter(monkeypatch)
    made.ask()
    return made


def test_ap08_of_fifty_posts_at_once_one_decides(counter):
    lead, page = counter.opened()
    together = Barrier(50)

    def post(_number):
        together.wait()
        return lead.decide(page)

    with ThreadPoolExecutor(50) as threads:
        answers = [*threads.map(post, range(50))]

    assert sorted(answer.status for answer in answers) == [303] + [409] * 49
    assert len(counter.decisions()) == 1


def test_ap08_a_replay_is_told_what_was_recorded(counter):
    lead, page = counter.opened()
    lead.decide(page)
    before = counter.writes()

    again = lead.decide(page, verdict="reject", reason="On second thoughts.")

    assert again.status == 409
    assert "This was decided already" in text_of(again)
    assert "Lee Lead decided at 2026-12-01 06:00 UTC: approve." in text_of(again)
    assert counter.writes() == before


def test_f46_who_is_second_sees_what_the_first_decided(monkeypatch):
    counter = Counter(monkeypatch, approvals=THIN)
    counter.ask()
    links = counter.mailed()
    lead, page = counter.opened(LEAD, L1, link=links[0])
    chief, other = counter.opened(CHIEF, L2, link=links[1])
    chief.decide(other, verdict="reject", reason="Too thin.")

    late = lead.decide(page)

    assert late.status == 409
    assert "Chi Chief decided" in text_of(late)
    assert [e.data["result"] for e in counter.decisions()] == ["rejected"]


def test_below_the_margin_floor_a_second_approver_has_to_agree(monkeypatch):
    counter = Counter(monkeypatch, approvals=THIN)
    counter.ask()
    links = counter.mailed()
    lead, page = counter.opened(LEAD, L1, link=links[0])
    lead.decide(page)
    assert counter.request().status == "pending"
    chief, page = counter.opened(CHIEF, L2, link=links[1])

    chief.decide(page)

    assert counter.request().status == "approved"


def test_ap13_a_role_that_was_removed_after_the_mail_decides_nothing(counter):
    lead, page = counter.opened()
    now_without = counter.sign_in(LEAD, REQUESTER)
    page_token = hidden(page)["link"]

    assert now_without.follow(counter.mailed()[-1]).status == 403
    assert now_without.post(DECIDE, {"link": page_token}).status == 403
    assert counter.decisions() == []
    assert lead.decide(page).status == 303  # what the page needs is not missing


@pytest.mark.parametrize(
    ("oid", "role", "over", "status"),
    [
        (LEAD, L1, {}, 303),
        (CHIEF, L2, {}, 403),
        (ASKER, L1, {}, 403),
        (LEAD, L2, {}, 403),
        (LEAD, REQUESTER, {}, 403),
        (LEAD, L1, {"guest": True}, 403),
        (LEAD, L1, {"application": True}, 403),
        (LEAD, L1, {"tid": "0" * 36}, 403),
        (HELPER, L1, {"name": "Lee Lead"}, 403),
    ],
)
def test_ap14_only_who_was_asked_decides(counter, oid, role, over, status):
    browser, page = counter.opened(oid, role, **over)

    answer = browser.decide(page) if page.status == 200 else page

    assert answer.status == status
    assert len(counter.decisions()) == (status == 303)
    assert "Customer" not in text_of(answer)


@pytest.mark.parametrize("via", ["own request", "edited request"])
def test_ap14_who_asks_or_edits_does_not_decide_whatever_their_role(monkeypatch, via):
    colleagues = [{**one, "level": "L2"} for one in APPROVALS["colleagues"]]
    counter = Counter(monkeypatch, approvals={**APPROVALS, "colleagues": colleagues})
    request = counter.ask()
    oid = ASKER
    if via == "edited request":
        oid = LEAD
        editor = counter.sign_in(LEAD, REQUESTER, L1, L2)
        path = f"/api/concessions/{request.id}/revise"
        done = editor.submit(editor.get(path), path, **{**ASK, "discount_percent": "4"})
        assert done.status == 303
    request = counter.request()
    forged = request.asks[0].model_copy(update={"oid": oid})
    link = "/api" + counter.links.link(request, forged).partition("/api")[2]
    browser, page = counter.opened(oid, L1, L2, REQUESTER, link=link)

    answer = browser.submit(
        page, DECIDE, verdict="approve", link=link.rpartition("/")[2]
    )

    assert answer.status == 403
    assert "nobody decides what they asked for or edited" in text_of(page)
    assert counter.decisions() == []


def test_ap14_a_sign_in_from_before_a_quarter_of_an_hour_decides_nothing(counter):
    lead, page = counter.opened()
    counter.engine.later(minutes=15)

    answer = lead.decide(page)

    assert answer.status == 403
    assert "sign in again to decide" in text_of(answer)
    assert "Sign in again to decide" in text_of(lead.get("/api/approvals"))


def test_ap15_a_discount_split_into_five_goes_where_the_whole_would(counter):
    needed = []
    for number in range(5):
        if number:
            counter.ask(reason=f"Part {number} of it.")
        request = pending(counter)
        needed.append(request.requirement.levels)
        oid, role = (LEAD, L1) if needed[-1] == ("L1",) else (CHIEF, L2)
        browser, page = counter.opened(oid, role)
        assert browser.decide(page).status == 303
        counter.engine.work()

    assert needed == [("L1",), ("L1",), ("L2",), ("L2",), ("L2",)]


def pending(counter):
    found = counter.app.stores.projections.concessions()
    return next(one for one in found if one.open)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"verdict": ""}, "verdict"),
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": "reject"}, "reason"),
        ({"verdict": "reject", "reason": " \n "}, "reason"),
        ({"verdict": "approve_with_conditions"}, "conditions"),
        (
            {"verdict": "approve_with_conditions", "conditions": "a\n" * 21},
            "conditions",
        ),
        ({"verdict": "counter"}, "counter_percent"),
        ({"verdict": "counter", "counter_percent": "101"}, "counter_percent"),
        ({"verdict": "counter", "counter_percent": "1.234"}, "counter_percent"),
        ({"expected_p": ""}, "expected_p"),
        ({"expected_p": "100.01"}, "expected_p"),
        ({"expected_p": "-1"}, "expected_p"),
        ({"expected_p": "1e999999999"}, "expected_p"),
        ({"expected_p": "NaN"}, "expected_p"),
        ({"expected_p": "1_0"}, "expected_p"),
        ({"expected_margin": ""}, "expected_margin"),
        ({"expected_margin": "1.005"}, "expected_margin"),
        ({"expected_margin": "Infinity"}, "expected_margin"),
        ({"reason": "x" * 2001}, "reason"),
    ],
)
def test_ap17_what_a_decision_lacks_stands_beside_its_field(counter, fields, name):
    lead, page = counter.opened()

    answer = lead.decide(page, **fields)

    assert answer.status == 422
    assert f'id="{name}-error"' in text_of(answer)
    assert f'href="#{name}"' in text_of(answer)
    assert counter.decisions() == []


def test_ap17_what_was_typed_in_is_still_there_after_a_mistake(counter):
    lead, page = counter.opened()

    answer = lead.decide(page, verdict="approve_with_conditions", reason="Good <b>.")

    assert 'value="approve_with_conditions" required checked' in text_of(answer)
    assert "Good &lt;b&gt;." in text_of(answer)


def test_ap17_an_approval_records_what_its_approver_counts_on(counter):
    lead, page = counter.opened()

    lead.decide(page, expected_p="80.5", expected_margin="-12.34")

    recorded = counter.decisions()[0].data["approval"]
    assert recorded["expected_p"] == "0.805"
    assert recorded["expected_margin_minor"] == -1234


def test_the_figures_that_are_filled_in_are_taken_as_they_are(counter):
    lead, page = counter.opened()
    shown = text_of(page)
    values = {
        name: shown.partition(f'id="{name}"')[2]
        .partition('value="')[2]
        .partition('"')[0]
        for name in ("expected_p", "expected_margin")
    }

    assert lead.decide(page, **values).status == 303


def test_ap07_a_contract_that_changed_since_the_mail_is_asked_anew(counter):
    lead, page = counter.opened()
    dearer(counter)

    answer = lead.decide(page)

    assert answer.status == 409
    assert "The contract changed meanwhile" in text_of(answer)
    assert counter.decisions() == []
    assert counter.request().revision == 2
    assert any("terms_changed" in key for key in counter.engine.exceptions())


def dearer(counter):
    """Raise the contract's price in HaloPSA and sync it."""
    counter.engine.replace(
        "RecurringInvoice",
        [upstream.bill(301, 12, price=1200.0, last_modified="2026-12-01T05:59:00")],
    )
    counter.engine.sync()


def test_ap23_a_decision_over_the_pages_keeps_all_that_proves_it(counter):
    lead, page = counter.opened(amr=("pwd", "mfa"), acrs=("c1",))

    lead.submit(
        page,
        DECIDE,
        verdict="approve",
        expected_p="80",
        expected_margin="1000",
    )

    event = counter.decisions()[0]
    approval = event.data["approval"]
    request = counter.request()
    assert approval["oid"] == LEAD
    assert approval["tid"] == request.requester.tid
    assert (approval["role"], approval["level"]) == (L1, "L1")
    assert approval["limit"].startswith("L1: depth up to 10 percent")
    assert approval["chash"] == request.chash == request.terms.hash
    assert approval["signed_in_at"] == "2026-12-01T05:59:00Z"
    assert (approval["amr"], approval["acrs"]) == (["pwd", "mfa"], ["c1"])
    assert approval["ip_hash"] == counter.links.pseudonym("")
    assert event.data["policy_version"] == counter.engine.shipped.version
    assert (event.data["prior"], event.data["result"]) == ("pending", "approved")


def test_ap23_replaying_the_timeline_reproduces_every_decision(counter):
    lead, page = counter.opened()
    lead.decide(page, verdict="approve_with_conditions", conditions="Sign by May.")
    counter.engine.work()
    events = counter.engine.events_of("12", "301")

    replayed = fold("12", "301", events)

    assert replayed.concessions[counter.request().id] == counter.request()
    assert replayed.concessions[counter.request().id].approvals[0].conditions == (
        "Sign by May.",
    )


def broken(counter, oid, role):
    link = next(
        path
        for path in counter.mailed()
        if counter.links.read(path.rpartition("/")[2]).sub == oid
    )
    browser, page = counter.opened(oid, role, link=link)
    return browser, page


def test_ap24_two_people_break_the_glass_over_the_pages(monkeypatch):
    counter = Counter(monkeypatch)
    counter.ask(discount_percent="60")
    lead, page = broken(counter, LEAD, L1)
    assert "beyond what any level may approve" in text_of(page)
    assert 'name="break_glass" value="yes"' in text_of(page)

    first = lead.decide(page, break_glass="yes", reason="They leave today.")
    assert first.status == 303
    assert counter.request().status == "pending"
    chief, page = broken(counter, CHIEF, L2)
    second = chief.decide(page, break_glass="yes", reason="I agree.")

    assert second.status == 303
    assert counter.request().status == "approved"
    assert [e.type for e in counter.decisions()] == ["GlassBroken", "GlassBroken"]
    counter.engine.work()
    assert any("Review" in task["summary"] for task in counter.engine.tasks())


def test_ap24_the_glass_is_not_broken_without_a_reason(monkeypatch):
    counter = Counter(monkeypatch)
    counter.ask(discount_percent="60")
    lead, page = broken(counter, LEAD, L1)

    answer = lead.decide(page, break_glass="yes")

    assert answer.status == 422
    assert 'id="reason-error"' in text_of(answer)


def test_ap24_within_the_limits_nobody_is_offered_to_break_the_glass(counter):
    _, page = counter.opened()

    assert "break_glass" not in text_of(page)


def test_f50_who_loses_their_role_after_opening_the_page_is_refused(counter):
    _, page = counter.opened()
    without = counter.sign_in(LEAD, "Renewals.Auditor")

    answer = without.submit(page, DECIDE, verdict="approve")

    assert answer.status == 403
    assert counter.decisions() == []


def test_who_asked_is_told_and_conditions_become_tasks(counter):
    lead, page = counter.opened()
    lead.decide(
        page, verdict="approve_with_conditions", conditions="Sign by May.\n\nPay early."
    )
    counter.engine.work()

    summaries = [task["summary"] for task in counter.engine.tasks()]
    assert sum("Meet the condition" in text for text in summaries) == 2
    assert any("Apply an approved concession" in text for text in summaries)


@pytest.mark.parametrize(
    ("fields", "status", "shown"),
    [
        ({"verdict": "reject", "reason": "Too dear."}, "rejected", "Too dear."),
        (
            {"verdict": "counter", "counter_percent": "2.5"},
            "countered",
            "offering 2.5 % instead",
        ),
    ],
)
def test_what_was_decided_stands_on_the_requests_page(counter, fields, status, shown):
    lead, page = counter.opened()

    done = lead.decide(page, **fields)

    seen = lead.get(done.header("Location"))
    assert counter.request().status == status
    assert "Your decision is recorded." in text_of(seen)
    assert shown in text_of(seen)


def test_the_page_shows_what_a_leader_needs(counter):
    _, page = counter.opened()
    text = text_of(page)

    for needed in (
        *("Customer 12", "31 Mar 2027", "Readiness", "points", "Tickets: "),
        *("950.00 GBP", "5 % off", "Do nothing", "What is asked for", "Half of it"),
        *("The same for a longer term", "The lower price for less scope"),
        *("Break-even", "History", "Approve with conditions", "Reject", "Counter"),
        "Not known, so not counted: ",
    ):
        assert needed in text


@pytest.mark.parametrize("kind", [*AlternativeKind, None])
def test_the_cheapest_alternative_above_break_even_alone_is_marked(counter, kind):
    state, request = show.load(counter.app, counter.request().id)
    view = show.view(counter.app, state, request)
    found = request.assessment.model_copy(update={"cheapest_viable": kind})

    page = rendering.page(
        "concession",
        view=view.model_copy(update={"assessment": found}),
        done="",
        may_change=False,
        visitor="",
        form_token="",
    )

    _, *marked = page.split('<li class="marked">')
    headings = [text.partition("<h3>")[2].partition("</h3>")[0] for text in marked]
    assert [text.startswith(wording.sentence(kind)) for text in headings] == (
        [True] if kind else []
    )


def test_a_request_is_made_once_however_often_its_form_is_sent(counter):
    asker = counter.sign_in(ASKER, REQUESTER)
    page = asker.get(NEW)

    first, second = (asker.submit(page, NEW, **ASK) for _ in range(2))

    assert first.header("Location") == second.header("Location")
    assert len([*counter.app.stores.projections.concessions()]) == 2
