from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.change import explain
from shared.scoring.points import readiness

from .samples import (
    AS_OF,
    FEW,
    POLICY,
    a_full_month,
    full_inputs,
    inputs_of,
    score_inputs,
)

HEAVIER = POLICY.drivers["csat"].model_copy(update={"weight": Decimal(40)})
OTHER = POLICY.model_copy(update={"drivers": {**POLICY.drivers, "csat": HEAVIER}})


def change_of(before, after, new_policy=POLICY):
    return explain(before, after, old_policy=POLICY, new_policy=new_policy)


@FEW
@given(score_inputs(), score_inputs(), st.sampled_from([POLICY, OTHER]))
def test_the_parts_add_up_to_the_total_exactly(before, after, new_policy):
    before = before.model_copy(update={"as_of_date": AS_OF - timedelta(days=20)})

    change = change_of(before, after, new_policy)

    assert change.from_time + change.from_data + change.from_weights == change.total
    moved = readiness(after, new_policy) - readiness(before, POLICY)
    assert change.total == moved


def test_nothing_new_is_no_change():
    change = change_of(full_inputs(), full_inputs())

    assert (change.total, change.previous_date) == (0, AS_OF)


def test_new_weights_on_the_same_day_are_all_weights():
    change = change_of(full_inputs(), full_inputs(), OTHER)

    assert change.from_weights == change.total != 0
    assert change.from_time == change.from_data == 0


def test_a_policy_that_was_only_read_again_is_no_change_of_weights():
    change = change_of(full_inputs(), full_inputs(), POLICY.model_copy(deep=True))

    assert change.from_weights == 0


def test_new_data_on_the_same_day_is_all_data():
    months = [a_full_month(ago, resolution_met=2) for ago in range(20)]

    change = change_of(full_inputs(), inputs_of(*months))

    assert change.from_data == change.total < 0
    assert change.from_time == change.from_weights == 0


def test_days_that_pass_without_news_are_all_time():
    called = {"last_contact_date": date(2026, 8, 20)}
    before = inputs_of(*(a_full_month(ago, **called) for ago in range(20)))
    later = {"as_of_date": AS_OF + timedelta(days=12), "data_date": AS_OF}

    change = change_of(before, before.model_copy(update=later))

    assert change.from_time == change.total < 0  # the contact grows old
    assert change.from_data == change.from_weights == 0


def test_a_month_that_the_old_data_did_not_know_is_not_seen_as_quiet():
    before = full_inputs(as_of_date=date(2026, 8, 31), data_date=None)
    before = before.model_copy(update={"months": before.months[:-1]})
    quiet = before.model_copy(update={"as_of_date": AS_OF})
    after = full_inputs()

    as_if_quiet = readiness(quiet, POLICY) - readiness(before, POLICY)

    assert change_of(before, after).from_time != as_if_quiet
