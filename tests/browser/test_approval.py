"""A request from the mailed link to its confirmation, in a real browser."""

import re

import pytest

from .site import ADA, BEN, CHLOE, wait_for

pytestmark = pytest.mark.azurite

OUTCOME = re.compile("Your decision is recorded|This was decided already")
DEAD = "This link is not valid"


def test_a_leader_comes_from_the_mail_signs_in_and_decides(site, person):
    asked = site.ask()
    (link,) = site.mailed(asked)
    ben = person(viewport={"width": 390, "height": 844})
    ben.open(link)
    assert "rnwl1_" not in ben.page.url
    assert "Customer" not in ben.text

    ben.sign_in(BEN)
    assert "Concession request of Customer" in ben.text
    ben.decide("approve_with_conditions", conditions="They sign by May.")

    assert "Your decision is recorded." in ben.text
    assert "They sign by May." in ben.text
    assert [event.data["result"] for event in site.decisions(asked)] == ["approved"]
    wait_for(lambda: site.now(asked).status == "applied")
    assert site.now(asked).status == "applied"


def test_ap03_a_page_that_is_only_looked_at_sends_no_form(site, person):
    asked = site.ask()
    (link,) = site.mailed(asked)
    ben, sent = person(), []
    ben.open_link(link, BEN)
    ben.page.on("request", lambda request: sent.append(request.method))

    ben.open("/api/approvals")
    ben.page.wait_for_load_state("networkidle")

    assert set(sent) == {"GET"}


def test_all_of_it_works_without_javascript(site, person):
    asked = site.ask()
    (link,) = site.mailed(asked)
    ben = person(java_script_enabled=False)

    ben.open_link(link, BEN)
    ben.decide("reject", reason="Too dear.")

    assert "Your decision is recorded." in ben.text
    assert site.now(asked).status == "rejected"


def test_a_double_click_decides_once(site, person):
    asked = site.ask()
    (link,) = site.mailed(asked)
    ben = person()
    ben.open_link(link, BEN)
    ben.choose("approve")

    ben.page.get_by_role("button", name="Record my decision").dblclick()

    # The answer to either click may be the one that is shown.
    ben.page.get_by_text(OUTCOME).wait_for()
    assert len(site.decisions(asked)) == 1


def test_who_goes_back_and_sends_again_is_told_what_stands(site, person):
    asked = site.ask()
    (link,) = site.mailed(asked)
    ben = person()
    ben.open_link(link, BEN)
    ben.decide("approve")

    ben.page.go_back()
    if ben.page.get_by_role("button", name="Record my decision").count():
        ben.decide("reject", reason="On second thoughts.")
        assert "This was decided already" in ben.text
    else:  # the page isn't kept: going back asks for it anew
        assert "You can't decide this" in ben.text

    assert [event.data["result"] for event in site.decisions(asked)] == ["approved"]


def test_below_the_margin_floor_a_second_leader_decides(site, person):
    asked = site.ask(thin=True)
    to = {site.assignee(link): link for link in site.mailed(asked, 2)}
    ben, chloe = person(), person()

    ben.open_link(to[BEN], BEN)
    ben.decide("approve")
    assert "Waiting for a decision" in ben.text
    chloe.open_link(to[CHLOE], CHLOE)
    chloe.decide("approve")

    assert "Your decision is recorded." in chloe.text
    assert len(site.decisions(asked)) == 2
    assert site.now(asked).status in {"approved", "applied"}


def test_a_link_of_last_week_is_dead(site, person):
    asked = site.ask()
    ben = person()

    assert ben.open(site.old_link(asked)) == 410
    assert DEAD in ben.text
    assert "Customer" not in ben.text


def test_a_request_that_was_changed_kills_its_link(site, person):
    asked = site.ask()
    (old,) = site.mailed(asked)
    ben, ada = person(), person()
    ben.open_link(old, BEN)
    ada.open(f"/api/concessions/{asked.id}")
    ada.sign_in(ADA)
    ada.page.get_by_role("link", name="Change the terms").click()
    ada.page.wait_for_url("**/revise")
    ada.page.locator("#discount_percent").fill("4")
    ada.press("Ask for these terms instead")
    assert "revision 2" in ada.text

    ben.decide("approve")

    assert DEAD in ben.text
    assert site.decisions(asked) == []
    ben.open(old)
    assert DEAD in ben.text
    ben.open(site.mailed(asked, 2)[-1])
    ben.decide("approve")
    assert "Your decision is recorded." in ben.text


def test_f45_a_scanner_that_runs_scripts_and_sends_every_form_decides_nothing(
    site, person
):
    asked = site.ask()
    (link,) = site.mailed(asked)
    scanner = person()

    for _ in range(50):
        scanner.page.context.request.head(link)
        scanner.open(link)
        scanner.page.evaluate(
            """() => Promise.all([...document.forms].map(form =>
                fetch(form.action, {method: "POST", body: new URLSearchParams(
                    new FormData(form))}).catch(() => null)))"""
        )
    with scanner.page.expect_navigation():
        scanner.page.evaluate("() => document.forms[0].submit()")

    assert site.decisions(asked) == []
    ben = person()
    ben.open_link(link, BEN)
    ben.decide("approve")
    assert "Your decision is recorded." in ben.text


def test_an_account_manager_asks_and_sees_what_it_means(person):
    ada = person()
    ada.open("/api/concessions/new?contract=324")
    ada.sign_in(ADA)
    ada.page.locator("#discount_percent").fill("x")
    ada.page.locator("#reason").fill("A rival offers less.")
    ada.page.locator("#give_back").fill("a reference")
    ada.page.locator("#give_back_value").fill("0")
    ada.press("Ask for it")
    assert "The request was not recorded." in ada.text
    ada.page.locator("#discount_percent").fill("5")

    ada.press("Ask for it")

    assert "The request is recorded" in ada.text
    assert "Break-even" in ada.text


def test_signing_out_closes_the_pages(person):
    ada = person()
    ada.open("/api/concessions/new?contract=301")
    ada.sign_in(ADA)

    ada.press("Sign out")

    assert "You are signed out" in ada.text
    assert ada.open("/api/concessions/new?contract=301") == 401
