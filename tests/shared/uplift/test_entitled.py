from datetime import date, timedelta
from decimal import Decimal

import pytest

from shared.domain.contract import RenewalMode
from shared.domain.opportunity import Kind
from shared.uplift import entitled
from shared.uplift.account import Increase
from tests.shared.uplift.accounts import (
    POLICY,
    TODAY,
    a_line,
    a_service,
    an_account,
    listed,
    work,
)


def found(service, **over):
    return list(entitled.detect(an_account(service, **over), POLICY))


def rise(announce_by=TODAY + timedelta(days=20), **over):
    values = {
        "effective_date": date(2027, 2, 1),
        "announce_by_date": announce_by,
        "rate": Decimal("0.04"),
        "series": "CPI",
    }
    return Increase(**{**values, **over})


def value(opportunity, name):
    return next(f.value for f in opportunity.figures if f.name == name)


def test_a_rise_by_the_clause_is_due_before_its_last_day_of_notice():
    (one,) = found(a_service(increase=rise()))

    assert one.kind is Kind.PRICE_INCREASE
    assert one.estimate.likely_minor == 4_000
    assert one.act_by_date == TODAY + timedelta(days=20)


def test_its_letter_is_drafted_with_the_fee_before_and_after():
    (one,) = found(a_service(increase=rise()))

    assert "From 2027-02-01 it goes from 1000.00 to 1040.00 GBP." in one.letter


@pytest.mark.parametrize(
    "increase",
    [
        pytest.param(rise(TODAY - timedelta(days=1)), id="too late to announce"),
        pytest.param(rise(TODAY + timedelta(days=90)), id="too early"),
        pytest.param(rise(rate=Decimal(0)), id="floored at nothing"),
    ],
)
def test_a_rise_that_cannot_be_announced_now_is_none(increase):
    assert found(a_service(increase=increase)) == []


def test_lines_below_the_list_are_worth_what_is_missing():
    service = a_service(contract={"start_date": date(2024, 4, 1)})

    (one,) = found(service, prices=(listed(price=36),))

    assert value(one, "below list a month") == 20 * 6
    assert one.estimate.likely_minor == 12_000


@pytest.mark.parametrize("price", [29, 30, Decimal("30.9")])
def test_a_price_at_the_list_or_close_to_it_has_not_drifted(price):
    assert found(a_service(), prices=(listed(price=price),)) == []


def test_a_new_discount_is_no_drift():
    service = a_service(priced_date=TODAY - timedelta(days=100))

    assert found(service, prices=(listed(price=40),)) == []


def test_a_price_nobody_touched_for_two_years_is_due_a_rise():
    (one,) = found(a_service(priced_date=date(2023, 11, 1)))

    assert one.estimate.low_minor == one.estimate.likely_minor == 3_000
    assert one.estimate.high_minor == 9_000


@pytest.mark.parametrize("since", [None, date(2025, 1, 1)])
def test_a_price_touched_since_or_on_a_date_unknown_is_not(since):
    assert found(a_service(priced_date=since)) == []


def test_a_clause_says_by_itself_when_the_price_moves():
    service = a_service(
        priced_date=date(2020, 1, 1), increase=rise(TODAY + timedelta(days=200))
    )

    assert found(service) == []


def ended(**over):
    values = {"contract": {"end_date": date(2026, 8, 31)}, **over}
    return a_service(**values)


def test_a_contract_that_ended_and_is_served_needs_a_new_one():
    (one,) = found(ended(lines=(a_line(end_date=date(2026, 8, 31)),)))

    assert one.kind is Kind.NEW_CONTRACT
    assert one.key == "contract:301"
    assert one.estimate.likely_minor == 100_000
    assert "not billed any more" in one.title


def test_while_it_is_billed_only_the_missed_rise_is_the_uplift():
    (one,) = found(ended())

    assert one.estimate.likely_minor == one.estimate.high_minor == 3_000


@pytest.mark.parametrize(
    "over",
    [
        pytest.param({"work": work([0] * 9, tickets=0)}, id="not served"),
        pytest.param({"replaced": True}, id="replaced"),
        pytest.param(
            {"agreed": {"renewal_mode": RenewalMode.AUTO}}, id="renews itself"
        ),
        pytest.param({"contract": {"end_date": date(2026, 12, 31)}}, id="still runs"),
    ],
)
def test_a_contract_that_is_over_or_goes_on_needs_none(over):
    assert found(ended(**over)) == []


def test_steady_work_for_a_customer_without_a_contract_needs_one():
    account = an_account(rest=work([6, 5, 7, 6, 6, 5], contract="-"))

    (one,) = entitled.detect(account, POLICY)

    assert one.kind is Kind.NEW_CONTRACT
    assert one.contract_id == ""
    assert one.estimate.likely_minor == 6 * 9_500


def test_a_few_calls_are_no_reason_for_a_contract():
    account = an_account(rest=work([0, 0, 9, 0, 0, 3], contract="-", tickets=1))

    assert list(entitled.detect(account, POLICY)) == []
