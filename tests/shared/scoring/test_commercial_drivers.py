from datetime import date
from decimal import Decimal

import pytest

from shared.domain.facts import UnpaidInvoice
from shared.scoring import (
    account_contact,
    effective_hourly_rate,
    hours_utilisation,
    overdue_invoices,
)

from .samples import POLICY, facts_of, inputs_of

# The window: 15 of September's 30 days, and June, July and August: 3.5 months.
SEVENTY_HOURS = [facts_of(ago, worked_minutes=1050) for ago in range(4)]


def unpaid(key, due, minor):
    return UnpaidInvoice(id=key, due_date=due, due_minor=minor)


def test_utilisation_is_hours_worked_by_hours_included_so_far():
    measured = hours_utilisation.measure(inputs_of(*SEVENTY_HOURS), POLICY)

    assert measured.value == 1  # 70 of 20 x 3.5
    assert measured.note == "70.0 hours of 70.0 included"


def test_a_new_contract_is_measured_against_its_days_so_far():
    month = facts_of(0, worked_minutes=300)
    inputs = inputs_of(month, start_date=date(2026, 9, 1))

    assert hours_utilisation.measure(inputs, POLICY).value == Decimal("0.5")


@pytest.mark.parametrize("agreed", [None, Decimal(0)])
def test_without_an_entitlement_there_is_no_utilisation(agreed):
    inputs = inputs_of(*SEVENTY_HOURS, entitled_hours=agreed)

    assert hours_utilisation.measure(inputs, POLICY).value is None


def test_hours_that_are_never_recorded_are_not_zero_hours():
    inputs = inputs_of(facts_of(0, opened=9))

    assert hours_utilisation.measure(inputs, POLICY).value is None
    assert effective_hourly_rate.measure(inputs, POLICY).value is None


def test_hours_that_have_stopped_are_under_use_and_no_hourly_rate():
    inputs = inputs_of(facts_of(0), facts_of(8, worked_minutes=600))

    assert hours_utilisation.measure(inputs, POLICY).value == 0
    assert effective_hourly_rate.measure(inputs, POLICY).value is None


def test_a_window_of_which_nothing_is_known_has_no_hours():
    inputs = inputs_of(*SEVENTY_HOURS, data_date=date(2026, 5, 1))

    assert hours_utilisation.measure(inputs, POLICY).value is None


def test_the_hourly_rate_is_revenue_so_far_by_hours_against_the_target():
    measured = effective_hourly_rate.measure(inputs_of(*SEVENTY_HOURS), POLICY)

    # 1,000.00 x 3.5 / 70 = 50.00 against 95
    assert measured.value == Decimal("0.5263")
    assert measured.note == "50.00 GBP an hour, 70.0 hours"


def test_the_hourly_rate_follows_the_currencys_minor_unit():
    inputs = inputs_of(*SEVENTY_HOURS, mrr_minor=1_000, currency="JPY")

    assert effective_hourly_rate.measure(inputs, POLICY).value == Decimal("0.5263")


@pytest.mark.parametrize("module", [effective_hourly_rate, overdue_invoices])
@pytest.mark.parametrize("mrr", [None, 0])
def test_without_recurring_revenue_money_has_no_measure(module, mrr):
    months = [facts_of(0, invoiced_minor=100, worked_minutes=60)]

    assert module.measure(inputs_of(*months, mrr_minor=mrr), POLICY).value is None


@pytest.mark.parametrize(
    "module", [hours_utilisation, effective_hourly_rate], ids=lambda one: one.__name__
)
def test_the_evidence_of_hours_is_the_tickets_that_took_them(module):
    month = facts_of(0, worked_minutes=60, busiest_ids=("t3", "t1"))

    assert module.measure(inputs_of(month), POLICY).evidence == ("t3", "t1")


def test_overdue_is_what_was_due_before_today_in_months_of_revenue():
    months = [
        facts_of(0, unpaid=(unpaid("i4", date(2026, 9, 15), 70_000),)),
        facts_of(1, unpaid=(unpaid("i3", date(2026, 9, 14), 50_000),)),
        facts_of(3, unpaid=(unpaid("i1", date(2026, 7, 1), 100_000),)),
        facts_of(2, unpaid=(unpaid("i2", None, 90_000),)),
    ]

    measured = overdue_invoices.measure(inputs_of(*months), POLICY)

    assert measured.value == Decimal("1.5")
    assert measured.evidence == ("i1", "i3")
    assert measured.note == "2 overdue, the first since 2026-07-01"


def test_paid_invoices_are_nothing_overdue():
    inputs = inputs_of(facts_of(0, invoiced_minor=100_000))

    assert overdue_invoices.measure(inputs, POLICY).value == 0


def test_without_any_invoice_it_is_not_known_what_is_overdue():
    assert overdue_invoices.measure(inputs_of(facts_of(0)), POLICY).value is None


def test_contact_is_counted_in_days_since_the_last_one():
    months = [
        facts_of(2, last_contact_date=date(2026, 7, 17), contact_ids=("e2",)),
        facts_of(4, last_contact_date=date(2026, 5, 2), contact_ids=("e1",)),
    ]

    measured = account_contact.measure(inputs_of(*months), POLICY)

    assert measured.value == 60
    assert measured.evidence == ("e2",)


def test_no_contact_on_record_is_not_a_long_silence():
    future = facts_of(0, last_contact_date=date(2026, 9, 16))

    assert account_contact.measure(inputs_of(future), POLICY).value is None
