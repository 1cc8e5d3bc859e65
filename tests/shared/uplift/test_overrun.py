from decimal import Decimal

import pytest

from shared.domain.opportunity import Kind
from shared.uplift import overrun
from tests.shared.uplift.accounts import (
    POLICY,
    a_service,
    an_account,
    with_outlier,
    work,
)


def found(rows, **over):
    return list(overrun.detect(an_account(a_service(work=rows, **over)), POLICY))


def value(opportunity, name):
    return next(f.value for f in opportunity.figures if f.name == name)


def test_hours_that_stay_above_the_entitlement_are_an_overrun():
    (one,) = found(work([28, 27, 29, 30, 28, 29, 31, 30, 29]))

    assert one.kind is Kind.RE_TIER
    assert value(one, "usual hours") == Decimal("29.5")
    assert value(one, "hours over") == Decimal("9.5")
    assert value(one, "hours to add") == 10
    assert value(one, "overage a month") == Decimal("902.5")


def test_an_overrun_tells_what_an_hour_earns_and_what_is_left():
    (one,) = found(work([28] * 6))

    assert value(one, "effective hourly rate") == Decimal("35.714286")
    assert value(one, "margin a month") == 1000 - 28 * 55
    assert "an hour earns 35.71 GBP, -540.00 GBP a month" in one.estimate.basis


def test_an_overrun_is_a_range_in_minor_units_with_a_proposal_that_cures_it():
    (one,) = found(work([24, 26, 28, 28, 28, 30]))

    assert one.estimate.low_minor == 61_750
    assert one.estimate.likely_minor == 76_000
    assert one.estimate.high_minor == 95_000
    assert [(line.quantity, line.unit_price_minor) for line in one.proposal] == [
        (10, 9_500)
    ]


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param([20, 20, 20, 20, 20, 20], id="as agreed"),
        pytest.param([22, 21, 23, 22, 22, 22], id="a little over"),
        pytest.param([18, 19, 34, 36, 35, 19], id="a seasonal peak"),
        pytest.param([20, 20, 60, 55, 20, 20], id="a project"),
        pytest.param([40, 36, 32, 28, 25, 21], id="on its way down"),
        pytest.param(
            [20, 20, 20, 20, 21, 21, 34, 36, 35], id="a season that fills the window"
        ),
        pytest.param([30, 30, 30], id="too short a history"),
        pytest.param([30, 0, 0, 0, 30, 30, 30, 30], id="a gap in the data"),
    ],
)
def test_hours_that_do_not_stay_above_it_are_none(hours):
    assert found(work(hours)) == []


def test_two_calmer_months_of_late_are_no_end_of_an_overrun():
    assert len(found(work([30, 34, 29, 36, 25, 23]))) == 1


def test_one_silent_month_is_bridged():
    assert len(found(work([28, 28, 28, 0, 28, 28, 28]))) == 1


def test_an_outlier_ticket_is_named_and_left_out():
    rows = with_outlier(work([28] * 6), 3, hours=30)

    (one,) = found(rows)

    assert value(one, "usual hours") == 28
    assert one.left_out == (f"ticket 777: 1800 minutes in {rows[3].month}",)


def test_outlier_tickets_alone_make_no_overrun():
    rows = work([18] * 6)
    for place in range(6):
        rows = with_outlier(rows, place, hours=12, ticket=str(700 + place))

    assert found(rows) == []


def test_hours_that_are_hardly_used_are_a_retention_risk_and_no_money():
    (one,) = found(work([5, 6, 4, 5, 6, 5]))

    assert one.kind is Kind.RETENTION_RISK
    assert one.estimate.high_minor == 0
    assert one.expected_minor == 0


def test_silent_months_are_no_under_use():
    assert found(work([5, 0, 0, 0, 0, 5])) == []


@pytest.mark.parametrize(
    "over",
    [
        {"agreed": {"entitled_hours": None}},
        {"agreed": {"mrr": None}},
        {"contract": {"active": False}},
        {"replaced": True},
    ],
)
def test_a_contract_without_hours_or_service_has_no_overrun(over):
    assert found(work([30] * 6), **over) == []
