"""Generated mail: the same every time, and driven by the hidden health."""

from collections import Counter
from datetime import date

from sandbox.gmail import wording
from sandbox.gmail.cast import correspondents
from sandbox.gmail.conversations import Correspondent, Plan, letters
from tests.sandbox.callers import a_portfolio

FIRST = date(2026, 10, 1)
PEOPLE = tuple(
    {"id": n, "name": f"Person {n}", "emailaddress": f"p{n}@elm.example"}
    for n in (1, 2, 3)
)


def someone(latent):
    return Correspondent("12", "Elm Hotels", PEOPLE, "alex@msp.example", latent)


def written(latent, **over):
    values = {"first_day": FIRST, "days": 120, "rate": 1.0, **over}
    return letters(Plan(**values), [someone(latent)])


def moody(found):
    def count(phrases):
        return sum(any(p in one.text for p in phrases) for one in found)

    return count(wording.HAPPY), count(wording.UNHAPPY)


def test_the_same_plan_gives_the_same_letters():
    assert written(0.5) == written(0.5)
    assert written(0.5) != written(0.5, seed=2)


def test_the_unhappy_write_unhappy_letters():
    well, badly = moody(written(2.0, noise=0)), moody(written(-2.0, noise=0))

    assert well[0] > well[1]
    assert badly[1] > badly[0]


def test_an_unhappy_customers_first_contact_falls_quiet():
    found = written(-2.0, noise=0)
    late = [one for one in found if (one.at.date() - FIRST).days > 80]

    senders = Counter(one.sender for one in late)
    assert not any("p1@" in sender for sender in senders)


def test_every_letter_says_whom_it_counts_for_or_why_it_does_not():
    found = written(0.0, noise=1.0)

    assert all(bool(one.customer_id) != bool(one.why) for one in found)
    assert {one.why for one in found} == {"", *wording.NOISE}


def test_a_canary_stands_in_every_subject_and_text():
    found = written(0.0, canary="CANARY-7")

    assert all("CANARY-7" in one.subject and "CANARY-7" in one.text for one in found)


def test_replies_quote_and_belong_to_their_thread():
    replies = [one for one in written(1.0, noise=0) if "wrote:" in one.text]

    assert replies
    assert all(len(one.references) == 2 for one in replies)


def test_a_portfolios_people_write_to_their_account_managers():
    portfolio = a_portfolio()
    addresses = {
        (str(row["client_id"]), row["emailaddress"])
        for row in portfolio.tables["Users"]
    }

    found = correspondents(7, contracts=12, tickets=900, as_of=portfolio.as_of)

    writers = {
        (one.customer_id, person["emailaddress"])
        for one in found
        for person in one.people
    }
    managers = {row["email"] for row in portfolio.tables["Agent"]}
    assert writers <= addresses
    assert {one.manager for one in found} <= managers
