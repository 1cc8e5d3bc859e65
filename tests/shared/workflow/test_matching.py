"""Which account a customer is: rules as tables, and what stays open."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shared.domain.crm import Account
from shared.domain.customer import Customer
from shared.domain.match import Match, MatchStatus
from shared.domain.playbook import IdentityPolicy
from shared.workflow import matching

AT = datetime(2026, 12, 1, tzinfo=UTC)
POLICY = IdentityPolicy()
ACME = Customer(id="12", name="Acme Clinics")


def account(number, name, domain="", **more):
    return Account(id=str(number), name=name, domain=domain, modified_at=AT, **more)


def with_site(site, **more):
    return Match(customer_id="12", status=MatchStatus.ABSENT, site=site, **more)


def match(*accounts, old=None, customer=ACME):
    index = matching.index_of(accounts)
    return matching.matched(customer, old, index, POLICY)


@pytest.mark.parametrize(
    ("name", "site", "domain", "status"),
    [
        ("Acme Clinics Ltd", "", "", "matched"),
        ("ACME CLINICS, Inc.", "", "acme.example", "matched"),
        ("Clinics Acme (UK)", "", "", "matched"),
        ("Acme Clinic", "", "", "matched"),
        ("Acme Clinic Dentists", "", "", "open"),
        ("Acme Clinics Ltd", "acme.example", "acme.example", "matched"),
        ("Old Street Surgeries", "acme.example", "acme.example", "matched"),
        ("Acme Clinics Ltd", "acme.example", "acme-clinics.example", "open"),
        ("Acme Clinics Ltd", "", "gmail.com", "matched"),
        ("Nothing Like It At All", "acme.example", "other.example", "absent"),
    ],
)
def test_names_and_domains_are_weighed(name, site, domain, status):
    found = match(account(1, name, domain), old=with_site(site))

    assert (found.status, bool(found.account_id)) == (status, status == "matched")


def test_an_id_written_into_the_account_decides():
    right = account(1, "Nothing alike", customer_id="12")

    found = match(right, account(2, "Acme Clinics"))

    assert (found.account_ids, found.confidence) == (("1",), Decimal(1))
    assert found.reason == "account 1 names customer 12"


def test_an_account_that_names_another_customer_is_none_of_ours():
    found = match(account(1, "Acme Clinics", customer_id="13"))

    assert found.status is MatchStatus.ABSENT


def test_two_accounts_that_are_as_likely_are_a_question():
    found = match(account(1, "Acme Clinics Ltd"), account(2, "Acme Clinics"))

    assert (found.status, found.account_id) == (MatchStatus.OPEN, None)
    assert [one.account_id for one in found.candidates] == ["1", "2"]
    assert found.reason == "Acme Clinics Ltd and Acme Clinics are as likely"


def test_a_domain_of_everybody_is_no_evidence():
    found = match(account(1, "Other Name", "gmail.com"), old=with_site(""))

    assert found.status is MatchStatus.ABSENT


def test_one_customer_may_be_several_accounts():
    found = match(
        account(9, "North", customer_id="12"), account(10, "South", customer_id="12")
    )

    assert (found.account_ids, found.account_id) == (("9", "10"), "9")


def test_a_rejected_account_is_not_offered_again():
    refusing = with_site("", refused=("1",))

    found = match(account(1, "Acme Clinics", customer_id="12"), old=refusing)

    assert (found.status, found.candidates) == (MatchStatus.ABSENT, ())


def confirmed(*ids):
    return Match(
        customer_id="12",
        status=MatchStatus.CONFIRMED,
        account_ids=ids,
        decided_by="ann",
    )


def test_what_a_person_confirmed_stays():
    found = match(account(1, "Other"), account(2, "Acme"), old=confirmed("1"))

    assert found == confirmed("1")


def test_a_confirmed_account_is_followed_through_a_merge():
    found = match(
        account(1, "Acme", gone=True),
        account(3, "Acme", merged_ids=("1",)),
        old=confirmed("1"),
    )

    assert (found.status, found.account_id) == (MatchStatus.CONFIRMED, "3")


def test_a_confirmed_account_that_is_gone_is_a_question_again():
    found = match(account(1, "Acme Clinics", gone=True), old=confirmed("1"))

    assert (found.status, found.reason) == (MatchStatus.OPEN, "account 1 is gone")


def several(*statuses_and_confidences):
    return [
        Match(
            customer_id=str(number),
            status=status,
            account_ids=("7",),
            confidence=Decimal(confidence),
        )
        for number, (status, confidence) in enumerate(statuses_and_confidences)
    ]


def test_a_guess_never_gives_one_account_to_two_customers():
    guesses = several((MatchStatus.MATCHED, "0.95"), (MatchStatus.MATCHED, "0.92"))

    found = matching.without_shared_guesses(guesses)

    assert [one.status for one in found] == [MatchStatus.OPEN, MatchStatus.OPEN]
    assert found[0].reason == "it may be customer 1 as well"


def test_people_may_give_one_account_to_two_customers():
    said = several((MatchStatus.CONFIRMED, "1"), (MatchStatus.MATCHED, "1"))

    found = matching.without_shared_guesses(said)

    assert [(one.account_id, one.shared_with) for one in found] == [
        ("7", ("1",)),
        ("7", ("0",)),
    ]
