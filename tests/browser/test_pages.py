"""Each page is readable on a phone, in light and dark, and by everybody."""

import pytest

from .site import ADA, BEN

pytestmark = pytest.mark.azurite


@pytest.fixture(scope="module")
def asked(site):
    return site.ask(reason="A rival offers less, and says so to everybody. " * 3)


@pytest.fixture(scope="module")
def link(site, asked):
    return site.mailed(asked)[0]


def test_pages_that_anybody_sees(person, look, link):
    somebody, wrong = person(), []
    for name, address, status in (
        ("sign-in", link, 401),
        ("dead-link", "/api/approvals/rnwl1_none", 410),
        ("sign-in-over", "/api/signin/callback?state=x", 400),
    ):
        assert somebody.open(address) == status
        wrong += look.at(somebody.page, name)

    assert wrong == []


def test_pages_of_an_approver(person, look, link):
    ben, wrong = person(), []
    ben.open_link(link, BEN)
    wrong += look.at(ben.page, "approval")
    ben.decide("approve_with_conditions", expected_p="180")
    assert "The decision was not recorded." in ben.text
    wrong += look.at(ben.page, "approval-wrong")
    ben.open("/api/intake/301")
    wrong += look.at(ben.page, "intake")
    ben.open("/api/concessions/new?contract=301")
    wrong += look.at(ben.page, "not-yours")
    ben.open("/api/approvals")
    ben.decide("counter", counter_percent="2.5", reason="This much is fair.")
    wrong += look.at(ben.page, "decided")
    ben.open(link)
    wrong += look.at(ben.page, "settled")

    assert wrong == []


def test_pages_of_a_requester(site, person, look):
    ada, wrong, mine = person(), [], site.ask()
    ada.open("/api/concessions/new?contract=301")
    ada.sign_in(ADA)
    wrong += look.at(ada.page, "ask")
    ada.press("Ask for it")
    wrong += look.at(ada.page, "ask-wrong")
    ada.open(f"/api/concessions/{mine.id}")
    wrong += look.at(ada.page, "request")
    ada.open("/api/intake/301")
    ada.page.locator("#mrr").fill("many")
    ada.press("Record these terms")
    wrong += look.at(ada.page, "intake-wrong")

    assert wrong == []


def test_a_keyboard_is_enough(site, person):
    asked = site.ask()
    (link,) = site.mailed(asked)
    ben = person()
    ben.open_link(link, BEN)

    ben.page.keyboard.press("Tab")
    assert ben.page.evaluate("document.activeElement.textContent") == "Skip to content"
    ben.page.locator("#verdict-reject").focus()
    ben.page.keyboard.press("Space")
    ben.page.locator("#reason").focus()
    ben.page.keyboard.type("Too dear.")
    ben.page.get_by_role("button", name="Record my decision").focus()
    with ben.page.expect_navigation():
        ben.page.keyboard.press("Enter")

    assert "Your decision is recorded." in ben.text
