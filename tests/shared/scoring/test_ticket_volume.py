from datetime import date
from decimal import Decimal

import pytest

from shared.scoring.ticket_volume import measure

from .samples import POLICY, facts_of, inputs_of, key_of

BASELINE = range(4, 16)  # months ago
WINDOW = range(1, 4)


def history(opened, months=BASELINE, **over):
    return [facts_of(ago, opened=opened, **over) for ago in months]


def value_of(*months, **over):
    return measure(inputs_of(*months, **over), POLICY).value


def test_the_same_rate_as_before_is_a_ratio_of_one():
    # 15 of September's 30 days have passed, so half a month's tickets are expected.
    assert value_of(*history(40), *history(40, WINDOW), facts_of(0, opened=20)) == 1


def test_a_doubled_volume_is_nearly_a_ratio_of_two():
    months = [*history(40), *history(80, WINDOW), facts_of(0, opened=40)]

    # 280 where 140 were expected, and the prior's 8 on both sides
    assert value_of(*months) == Decimal("1.9459")


def test_few_tickets_are_pulled_towards_one():
    months = [*history(1), *history(3, WINDOW), facts_of(0, opened=1)]

    assert Decimal(1) < value_of(*months) < Decimal("1.6")


def test_a_season_that_came_last_year_too_is_no_rise():
    # Summer is twice as busy every year: the window's months a year ago were as well.
    quiet = history(60, range(4, 12))
    busy_then = history(120, range(12, 16))
    busy_now = [*history(120, WINDOW), facts_of(0, opened=60)]

    seasonal = value_of(*quiet, *busy_then, *busy_now)
    # The same tickets in all, but last year's peak fell into other months.
    shifted = [*history(120, range(4, 8)), *history(60, range(8, 16))]

    assert seasonal < Decimal("1.2")
    assert value_of(*shifted, *busy_now) > Decimal("1.6")


def test_tickets_that_grow_with_the_seats_are_no_rise():
    before = history(20, seats=Decimal(50))
    now = history(40, WINDOW, seats=Decimal(100))
    today = facts_of(0, opened=20, seats=Decimal(100))

    measured = measure(inputs_of(*before, *now, today), POLICY)

    assert measured.value == 1
    assert measured.note.endswith("per seat")


def test_unknown_seats_leave_absolute_numbers_and_say_so():
    before = history(20, seats=Decimal(50))
    now = history(20, range(4))

    measured = measure(inputs_of(*before, *now), POLICY)

    assert measured.value is not None
    assert measured.value > 1
    assert measured.note.endswith("in absolute numbers, seats are not known")


def test_a_month_without_facts_is_a_quiet_month():
    missing = [one for one in history(40) if one.month != key_of(8)]
    quiet = [facts_of(8), *missing]
    window = history(40, WINDOW)

    assert value_of(*missing, *window) == value_of(*quiet, *window)


def test_days_that_the_data_does_not_know_of_are_not_quiet():
    months = [*history(40), *history(40, range(2, 4))]
    known = date(2026, 7, 31)

    assert value_of(*months, data_date=known) == 1
    assert value_of(*months) < Decimal("0.7")


def test_a_contract_that_began_in_mid_month_is_expected_less_of_it():
    months = history(30, range(1, 7))
    began = facts_of(7, opened=15)  # February 2026

    half = value_of(began, *months, start_date=date(2026, 2, 15))
    whole = value_of(began, *months, start_date=date(2026, 1, 1))

    assert half < whole


@pytest.mark.parametrize(("months_ago", "known"), [(5, False), (6, True)])
def test_at_least_three_months_of_own_history_are_needed(months_ago, known):
    value = value_of(*history(10, range(months_ago + 1)))

    assert (value is not None) is known


def test_a_contract_without_a_single_ticket_has_no_volume():
    measured = measure(inputs_of(*history(0, range(16))), POLICY)

    assert measured.value is None
    assert measured.note == "no ticket on record"


def test_the_evidence_is_the_newest_tickets_of_the_window():
    months = [
        *history(40),
        facts_of(1, opened=2, opened_ids=("t4", "t3")),
        facts_of(0, opened=1, opened_ids=("t5",)),
    ]

    assert measure(inputs_of(*months), POLICY).evidence == ("t5", "t4", "t3")
