"""Everything that is wrong with the data is told in the truth."""

from datetime import datetime

import pytest

from tests.sandbox.callers import a_portfolio


@pytest.fixture(scope="module")
def portfolio():
    return a_portfolio(contracts=300, tickets=6000)


def contracts(portfolio):
    return {row["id"]: row for row in portfolio.tables["ClientContract"]}


@pytest.mark.parametrize(
    ("defect", "field"),
    [
        ("missing_notice_period", "CFnoticePeriodDays"),
        ("missing_owner", "CFrenewalOwner"),
        ("missing_renewal_mode", "CFrenewalMode"),
    ],
)
def test_contracts_that_lack_a_field_are_told(portfolio, defect, field):
    current = {int(number) for number in portfolio.truth["contracts"]}
    lacking = {
        number
        for number, row in contracts(portfolio).items()
        if number in current
        and field not in {custom["name"] for custom in row["customfields"]}
    }

    assert lacking == set(portfolio.truth["defects"][defect])
    assert 0 < len(lacking) < 30


def test_contracts_without_a_recurring_invoice_are_told(portfolio):
    billed = {row["contract_id"] for row in portfolio.tables["RecurringInvoice"]}
    current = {int(number) for number in portfolio.truth["contracts"]}

    told = portfolio.truth["defects"]

    orphans = set(told["orphan_recurring_invoice"])
    assert current - billed == orphans | set(told["no_recurring_invoice"])
    assert {number + 900_000 for number in orphans} <= billed


def test_overlapping_terms_are_told(portfolio):
    rows = contracts(portfolio)

    for number in portfolio.truth["defects"]["overlapping_terms"]:
        later = rows[number]
        former = rows[later["previouscontract"]]
        assert former["active"]
        assert former["end_date"] > later["start_date"]


def test_contracts_past_their_end_that_are_still_used_are_told(portfolio):
    rows = contracts(portfolio)

    told = portfolio.truth["defects"]["past_end_with_tickets"]

    assert told
    for number in told:
        end = rows[number]["end_date"]
        assert end < "2026-10-05"
        assert any(
            ticket["contract_id"] == number and ticket["dateoccurred"] > end
            for ticket in portfolio.tables["Tickets"]
        )


def test_a_foreign_currency_is_told(portfolio):
    foreign = {
        number
        for number, row in contracts(portfolio).items()
        for field in row["customfields"]
        if field["value"] == "EUR"
    }

    assert foreign == set(portfolio.truth["defects"]["currency_mix"])


def test_bad_records_are_few_and_told(portfolio):
    told = {(row["resource"], row["id"]) for row in portfolio.truth["bad_records"]}
    clients = {row["id"] for row in portfolio.tables["Client"]}

    found = {
        ("Tickets", row["id"])
        for row in portfolio.tables["Tickets"]
        if row["client_id"] not in clients or not is_date(row["dateoccurred"])
    } | {
        ("ClientContract", row["id"])
        for row in portfolio.tables["ClientContract"]
        if row["client_id"] not in clients
        or not is_date(row["end_date"])
        or row["end_date"] < row["start_date"]
    }

    assert found == told
    assert 0 < len(told) < 0.01 * 6000


def test_bad_records_can_be_switched_off():
    clean = a_portfolio(contracts=300, tickets=3000, bad_records=False)

    assert clean.truth["bad_records"] == []
    assert max(contracts(clean)) < 8001


def test_incomplete_contracts_can_be_switched_off():
    clean = a_portfolio(contracts=300, tickets=300, incomplete_contracts=False)

    assert clean.truth["defects"].keys() <= {"past_end_with_tickets"}


def is_date(text):
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
