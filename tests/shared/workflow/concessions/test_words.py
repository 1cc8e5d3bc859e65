"""What leaders read: exact terms and limits, in plain words."""

from decimal import Decimal

import pytest

from shared.domain.approval_policy import ApprovalLevel
from shared.workflow.concessions.words import (
    limit_in_words,
    money,
    percent,
    terms_in_words,
)
from tests.shared.workflow.concessions.office import LEVELS, some_terms


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "GBP", "0.00 GBP"),
        (5, "GBP", "0.05 GBP"),
        (123_456_789, "GBP", "1,234,567.89 GBP"),
        (-100, "EUR", "-1.00 EUR"),
        (1234, "JPY", "1,234 JPY"),
    ],
)
def test_amounts_have_their_currency_and_its_decimals(minor, currency, text):
    assert money(minor, currency) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        ("0", "0 percent"),
        ("1", "100 percent"),
        ("0.10", "10 percent"),
        ("0.1250", "12.5 percent"),
        ("0.100001", "10.0001 percent"),
        ("-0.05", "-5 percent"),
    ],
)
def test_rates_are_as_exact_as_they_are(rate, text):
    assert percent(Decimal(rate)) == text


def test_a_limit_names_the_kinds_it_is_for():
    level = ApprovalLevel.model_validate(
        {**LEVELS[0], "kinds": ["discount", "price_freeze"], "max_amount": "6000.50"}
    )

    assert limit_in_words(level, "GBP") == (
        "L1: depth up to 10 percent, up to 6,000.5 GBP a year, "
        "up to 9,000 GBP in 30 days, up to 36 months, discount, price freeze"
    )


def test_terms_are_told_in_full():
    assert terms_in_words(some_terms()).splitlines() == [
        "Kind: discount",
        "Discount: 5 percent off the entitled price, for the whole term.",
        "From 2027-04-01, for a term of 12 months.",
        "Entitled price: 5,000.00 GBP a month, in force: 5,000.00 GBP.",
        "The running term ends on 2027-03-31.",
        "Reason (competitor): a rival offers less",
        "In return: a reference call, worth 500.00 GBP a year.",
    ]


@pytest.mark.parametrize(
    ("over", "line"),
    [
        (
            {"discount_months": 6},
            "Discount: 5 percent off the entitled price, for 6 months.",
        ),
        (
            {"kind": "price_freeze", "discount_bps": 0},
            "The price stays as it is for the whole term.",
        ),
        (
            {"kind": "price_freeze", "discount_bps": 0, "discount_months": 3},
            "The price stays as it is for 3 months.",
        ),
        ({"credit_minor": 12_345}, "Credit: 123.45 GBP, once."),
        ({"free_months": 2}, "Free months: 2."),
        ({"added_value_minor": 9_900}, "Added at no charge: worth 99.00 GBP a month."),
        ({"added_minutes": 90}, "Added work: 1.5 hours a month."),
        ({"added_licence_minor": 500}, "Added licences: 5.00 GBP a month."),
        ({"payment_days": 45}, "Payment 45 days later than today."),
        ({"other_cost_minor": 100}, "Other cost: 1.00 GBP a year."),
        ({"description": "a spare firewall"}, "a spare firewall"),
        ({"reason_code": "service_failure"}, "Reason (service failure): a rival "),
    ],
    ids=str,
)
def test_each_part_of_the_terms_is_told(over, line):
    text = terms_in_words(some_terms(**over))

    assert any(told.startswith(line) for told in text.splitlines())


def test_what_is_not_given_is_not_told():
    text = terms_in_words(some_terms(kind="term_change", discount_bps=0))

    assert len(text.splitlines()) == 6
