"""A customer's contracts with terms and findings, and what they are worth."""

from datetime import date
from decimal import Decimal

import pytest

from shared.services import load_dossiers
from tests.shared.services import upstream
from tests.shared.services.engine import Engine, one_contract


def dossier(portfolio=None, on=None, **over):
    engine = Engine(portfolio, **over)
    engine.sync()
    if on:
        engine.on(on)
    people = load_dossiers.directory(engine.app)
    return load_dossiers.load(engine.app, "12", people, ["user", "seat"])


def values(found):
    return {file.contract.id: file.terms.mrr for file in found.files}


def two(**bill):
    second = upstream.contract(302, 12, ref="Backup")
    return one_contract(
        contracts=[upstream.contract(301, 12), second],
        bills=[upstream.bill(301, 12), upstream.bill(302, 12, price=400.0, **bill)],
    )


def test_each_contract_is_worth_its_own_lines():
    assert values(dossier(two())) == {"301": Decimal(1000), "302": Decimal(400)}


def test_seats_are_counted_by_the_words_of_the_playbook():
    assert [file.terms.seats for file in dossier().files] == [10]


def test_an_orphan_line_goes_to_the_only_active_contract():
    portfolio = one_contract()
    orphan = portfolio.tables["RecurringInvoice"][0]
    orphan["contract_id"] = orphan["lines"][0]["contract_id"] = 999

    assert values(dossier(portfolio)) == {"301": Decimal(1000)}


def test_an_orphan_line_of_several_contracts_goes_to_none():
    portfolio = two()
    orphan = portfolio.tables["RecurringInvoice"][1]
    orphan["contract_id"] = orphan["lines"][0]["contract_id"] = 999

    assert values(dossier(portfolio)) == {"301": Decimal(1000), "302": None}


@pytest.mark.parametrize(
    "over", [{"disabled": True}, {"enddate": "2026-11-30T00:00:00"}]
)
def test_an_invoice_that_is_over_bills_nothing(over):
    assert values(dossier(two(**over)))["302"] is None


def test_a_line_in_another_currency_that_is_worth_nothing_is_no_mix():
    ended = upstream.bill(301, 12, currency_code_name="EUR", currency="€")
    ended["id"] = 9999
    ended["lines"][0]["enddate"] = "2026-01-31T00:00:00"

    (file,) = dossier(one_contract(bills=[upstream.bill(301, 12), ended])).files

    assert (file.terms.currency, file.findings) == ("GBP", ())


def test_a_mix_of_currencies_is_a_finding():
    other = upstream.bill(301, 12, currency_code_name="EUR", currency="€")
    other["id"] = 9999

    (file,) = dossier(one_contract(bills=[upstream.bill(301, 12), other])).files

    assert [finding.rule for finding in file.findings] == ["currency_mix"]


def test_a_contract_that_has_not_begun_is_worth_what_it_will_be():
    portfolio = one_contract(
        contracts=[upstream.contract(301, 12, start_date="2027-02-01T00:00:00")]
    )
    portfolio.tables["RecurringInvoice"][0]["lines"][0]["startdate"] = (
        "2027-02-01T00:00:00"
    )

    assert values(dossier(portfolio)) == {"301": Decimal(1000)}


def test_contracts_of_an_unknown_customer_say_so():
    found = dossier(one_contract(clients=[], tickets=[]))

    assert (found.customer, found.name) == (None, "12")
    assert "missing_customer" in [f.rule for f in found.files[0].findings]


def test_overlapping_contracts_are_found():
    portfolio = two()
    portfolio.tables["ClientContract"][1]["ref"] = "Contract 301"

    found = dossier(portfolio)

    assert [[f.rule for f in file.findings] for file in found.files] == [
        ["overlapping_terms"],
        ["overlapping_terms"],
    ]


def test_the_account_manager_owns_what_names_nobody():
    portfolio = one_contract(contracts=[upstream.contract(301, 12, owner=False)])

    (file,) = dossier(portfolio).files

    assert file.terms.owner_id == "5"


def test_the_value_exposed_is_a_years():
    engine = Engine()
    engine.sync()

    known = load_dossiers.exposed(engine.app, "12", "301")
    unknown = load_dossiers.exposed(engine.app, "12", "999")

    assert (known.value_minor, known.currency) == (1_200_000, "GBP")
    assert (unknown.value_minor, unknown.currency) == (0, "")


def test_the_value_billed_for_a_contract_needs_no_contract():
    engine = Engine(
        one_contract(bills=[upstream.bill(301, 12), upstream.bill(777, 12)])
    )
    engine.sync()

    found = load_dossiers.billed_for(engine.app, "777", date(2026, 12, 1))
    none = load_dossiers.billed_for(engine.app, "778", date(2026, 12, 1))

    assert (found.value_minor, found.currency) == (1_200_000, "GBP")
    assert none.value_minor == 0


def test_a_contract_that_is_over_is_worth_what_it_was_on_its_last_day():
    portfolio = one_contract(
        contracts=[upstream.contract(301, 12, end_date="2026-11-30T00:00:00")]
    )
    portfolio.tables["RecurringInvoice"][0]["lines"][0]["enddate"] = (
        "2026-11-30T00:00:00"
    )

    assert values(dossier(portfolio)) == {"301": Decimal(1000)}


def test_a_contract_that_was_replaced_keeps_its_last_value():
    """Its renewal is measured against what it was worth, though its bill is off."""
    portfolio = two(disabled=True)
    portfolio.tables["ClientContract"][1]["active"] = False

    assert values(dossier(portfolio)) == {"301": Decimal(1000), "302": Decimal(400)}
