"""A contract's terms: custom fields, then the intake table, then billing."""

from datetime import date
from decimal import Decimal

import pytest

from shared.domain.contract import Intake, RenewalMode
from shared.workflow.intake import Billed, Directory, findings_of, resolve
from tests.builders import (
    CONTRACT,
    CUSTOMER,
    LEAD,
    OWNER,
    a_contract,
    an_agent,
    auto,
    days,
    evergreen,
    months,
    terms,
)

PEOPLE = Directory(
    agents={
        OWNER: an_agent(OWNER, name="Ada Park", email="ada@example.com"),
        LEAD: an_agent(LEAD, name="Ben Ode", email="ben@example.com"),
        "3": an_agent("3", name="Cy Gone", email="cy@example.com", disabled=True),
    }
)


def resolved(fields=None, intake=None, billed=None, manager=OWNER):
    given = intake and Intake(customer_id=CUSTOMER, contract_id=CONTRACT, **intake)
    return resolve(
        a_contract(fields=fields or {}, entitled_hours=Decimal(10)),
        given,
        billed=billed or Billed(mrr={"GBP": Decimal(1000)}, seats=Decimal(20)),
        directory=PEOPLE,
        account_manager_id=manager,
        currency="GBP",
    )


def rules(found):
    return [finding.rule for finding in found]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("start_date", "2025-04-01", date(2025, 4, 1)),
        ("end_date", "2028-03-31", date(2028, 3, 31)),
        ("renewal_mode", "Auto", RenewalMode.AUTO),
        ("mrr", "1,250.50", Decimal("1250.50")),
        ("mrr", "12,345,678", Decimal(12345678)),
        ("currency", "eur", "EUR"),
        ("entitled_hours", "12.5", Decimal("12.5")),
        ("seats", "35", Decimal(35)),
    ],
)
def test_a_custom_field_comes_before_all(name, text, expected):
    filled_in = {"start_date": date(2020, 1, 1), "end_date": date(2020, 12, 31)}
    other = {**filled_in, "renewal_mode": RenewalMode.MANUAL, "mrr": Decimal(1)}

    terms_ = resolved({name: f" {text} "}, other).terms

    assert getattr(terms_, name) == expected
    assert terms_.sources[name] == "field"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"notice_period_days": "90"}, days(90)),
        ({"notice_period": "3 months"}, months(3)),
        ({"notice_period_days": "60", "notice_period": "3 months"}, days(60)),
        ({}, days(30)),
        ({"notice_period_days": "soon"}, days(30)),
    ],
)
def test_a_notice_period_has_two_fields_and_the_intake(fields, expected):
    found = resolved(fields, {"notice_period": days(30)})

    assert found.terms.notice_period == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start_date", date(2025, 4, 1)),
        ("end_date", date(2028, 3, 31)),
        ("renewal_mode", RenewalMode.EVERGREEN),
        ("mrr", Decimal(900)),
        ("entitled_hours", Decimal(5)),
        ("seats", Decimal(7)),
    ],
)
def test_the_intake_table_comes_before_the_source(name, value):
    terms_ = resolved(intake={name: value}).terms

    assert getattr(terms_, name) == value
    assert terms_.sources[name] == "intake"


def test_the_rest_comes_from_the_contract_and_its_billing():
    terms_ = resolved().terms

    assert (terms_.start_date, terms_.end_date) == (date(2024, 4, 1), date(2027, 3, 31))
    assert (terms_.mrr, terms_.currency, terms_.seats) == (Decimal(1000), "GBP", 20)
    assert terms_.entitled_hours == 10
    assert terms_.owner_id == OWNER
    assert (terms_.renewal_mode, terms_.notice_period) == (None, None)
    assert terms_.arr == 12_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("start_date", "1/4/2025"),
        ("end_date", "2027-13-45"),
        ("renewal_mode", "perhaps"),
        ("notice_period_days", "a while"),
        ("notice_period", "a while"),
        ("mrr", "NaN"),
        ("mrr", "-5"),
        ("mrr", "1e309"),
        ("mrr", "Infinity"),
        ("mrr", "1200,50"),
        ("mrr", "1.200,50"),
        ("entitled_hours", "ten"),
        ("seats", "-1"),
    ],
)
def test_a_field_that_cannot_be_read_is_named_and_passed_over(name, text):
    found = resolved({name: text})

    (finding,) = found.findings
    assert finding.rule == f"unreadable_{name}"
    assert finding.message == f"field {name} holds {text!r}, which can't be read"


@pytest.mark.parametrize(
    "text", [OWNER, "Ada Park", "ada park", " ADA@example.com ", "ada@example.com"]
)
def test_an_owner_is_found_by_id_name_or_address(text):
    assert resolved({"owner": text}, manager=LEAD).terms.owner_id == OWNER


@pytest.mark.parametrize(
    ("text", "why"),
    [("Zoe", "is not an agent"), ("Cy Gone", "is a disabled agent")],
)
def test_an_owner_who_cannot_act_is_a_finding(text, why):
    found = resolved({"owner": text})

    assert found.terms.owner_id is None
    assert rules(found.findings) == ["unknown_owner"]
    assert why in found.findings[0].message


def test_without_anybody_there_is_no_owner():
    found = resolved(manager=None)

    assert (found.terms.owner_id, found.findings) == (None, ())


@pytest.mark.parametrize(
    ("fields", "billed", "named", "message"),
    [
        ({"currency": "EUR"}, {"GBP": Decimal(1)}, "EUR", "in EUR but billed in GBP"),
        ({}, {"USD": Decimal(1), "GBP": Decimal(2)}, "USD", "in USD but billed in GBP"),
    ],
)
def test_a_mix_of_currencies_is_a_finding(fields, billed, named, message):
    found = resolved(fields, billed=Billed(mrr=billed))

    assert found.terms.currency == named
    assert rules(found.findings) == ["currency_mix"]
    assert message in found.findings[0].message


@pytest.mark.parametrize("fields", [{}, {"currency": "GBP"}])
def test_one_currency_is_no_mix(fields):
    assert resolved(fields).findings == ()


def test_without_billing_the_tenants_currency_counts():
    terms_ = resolved(billed=Billed()).terms

    assert (terms_.mrr, terms_.currency) == (None, "GBP")


@pytest.mark.parametrize(
    ("contract", "customer_known", "expected"),
    [
        (terms(), True, []),
        (auto(), True, []),
        (evergreen(date(2024, 4, 1)), True, []),
        (terms(), False, ["missing_customer"]),
        (terms(start_date=None), True, ["missing_start_date"]),
        (evergreen(None), True, ["missing_start_date"]),
        (terms(end_date=None), True, ["missing_end_date"]),
        (terms(mrr=None), True, ["missing_value"]),
        (terms(mrr=Decimal(0)), True, ["missing_value"]),
        (terms(owner_id=None), True, ["missing_owner"]),
        (terms(renewal_mode=None), True, ["missing_renewal_mode"]),
        (auto(notice_period=None), True, ["missing_notice_period"]),
        (
            evergreen(date(2024, 4, 1), notice_period=None),
            True,
            ["missing_notice_period"],
        ),
        (terms(end_date=date(2024, 3, 31)), True, ["end_before_start"]),
        (terms(end_date=date(2024, 4, 1)), True, []),
    ],
)
def test_each_mandatory_field_and_rule_is_named(contract, customer_known, expected):
    found = list(findings_of(contract, customer_known=customer_known))

    assert rules(found) == expected


def test_an_empty_contract_names_all_it_lacks_in_order():
    empty = terms(
        start_date=None, end_date=None, mrr=None, owner_id=None, renewal_mode=None
    )

    found = list(findings_of(empty, customer_known=False))

    assert rules(found) == [
        "missing_customer",
        "missing_start_date",
        "missing_end_date",
        "missing_value",
        "missing_owner",
        "missing_renewal_mode",
    ]
    assert found[0].message == "contract 301 has no customer"
