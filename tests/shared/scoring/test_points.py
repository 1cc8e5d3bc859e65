from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.correspondence import MailHistory
from shared.domain.errors import InvalidInput
from shared.domain.stakeholder import StakeholderFacts
from shared.scoring.drivers import DRIVERS
from shared.scoring.points import kept_share, parts, readiness, total

from .correspondence import a_lively_mail
from .samples import (
    FEW,
    POLICY,
    UNHURRIED,
    a_driver,
    full_inputs,
    inputs_of,
    score_inputs,
)

HIGHER_IS_BETTER = a_driver("0.9", "0.5")
LOWER_IS_BETTER = a_driver(10, 30)
TWO_SIDED = a_driver(2, 4, low_good=1, low_bad=0)

values = st.decimals(-100, 100, places=4)


@pytest.mark.parametrize(
    ("policy", "value", "expected"),
    [
        (HIGHER_IS_BETTER, "1", "1"),
        (HIGHER_IS_BETTER, "0.9", "1"),
        (HIGHER_IS_BETTER, "0.6", "0.25"),
        (HIGHER_IS_BETTER, "0.5", "0"),
        (HIGHER_IS_BETTER, "0", "0"),
        (LOWER_IS_BETTER, "0", "1"),
        (LOWER_IS_BETTER, "25", "0.25"),
        (LOWER_IS_BETTER, "31", "0"),
        (TWO_SIDED, "1.5", "1"),
        (TWO_SIDED, "3.5", "0.25"),
        (TWO_SIDED, "0.5", "0.5"),
        (TWO_SIDED, "-1", "0"),
    ],
)
def test_points_fall_linearly_between_good_and_bad(policy, value, expected):
    assert kept_share(Decimal(value), policy) == Decimal(expected)


@UNHURRIED
@given(values, values, st.sampled_from([HIGHER_IS_BETTER, LOWER_IS_BETTER]))
def test_a_worse_value_never_keeps_more(one, other, policy):
    better, worse = max(one, other), min(one, other)
    if policy is LOWER_IS_BETTER:
        better, worse = worse, better

    assert kept_share(worse, policy) <= kept_share(better, policy)


@UNHURRIED
@given(values, values)
def test_a_value_farther_from_the_good_middle_never_keeps_more(one, other):
    above = sorted([abs(one), abs(other)])
    near, far = (Decimal("1.5") + step for step in above)
    low_near, low_far = (Decimal("1.5") - step for step in above)

    assert kept_share(far, TWO_SIDED) <= kept_share(near, TWO_SIDED)
    assert kept_share(low_far, TWO_SIDED) <= kept_share(low_near, TWO_SIDED)


@FEW
@given(score_inputs())
def test_points_possible_add_up_to_a_hundred_and_points_to_the_readiness(inputs):
    scored = parts(inputs, POLICY)

    known = any(part.known for part in scored)
    assert sum(part.possible for part in scored) == (10_000 if known else 0)
    assert sum(part.points for part in scored) == total(scored)
    assert all(0 <= part.points <= part.possible for part in scored)
    assert all(part.known or part.possible == 0 for part in scored)


@FEW
@given(score_inputs().filter(lambda one: one.months), st.data())
def test_one_more_late_ticket_never_gives_more_points(inputs, data):
    # Enough decided tickets in the newest month keep the window as it is.
    decided = {"resolution_met": 20, "resolution_decided": 40}
    newest = inputs.months[-1].model_copy(update=decided)
    months = [*inputs.months[:-1], newest]
    place = data.draw(st.integers(0, len(months) - 1))
    late = {"resolution_decided": months[place].resolution_decided + 1}
    worse = [*months]
    worse[place] = months[place].model_copy(update=late)

    def points(given):
        found = inputs.model_copy(update={"months": tuple(given)})
        scored = {part.name: part for part in parts(found, POLICY)}
        return scored["sla_resolution_attainment"].points

    assert points(worse) <= points(months)


def test_a_missing_driver_leaves_its_weight_to_the_others():
    with_hours = {part.name: part for part in parts(full_inputs(), POLICY)}
    without = full_inputs(entitled_hours=None)
    rest = {part.name: part for part in parts(without, POLICY)}

    assert with_hours["hours_utilisation"].possible == 800
    assert rest["hours_utilisation"].possible == 0
    assert rest["csat"].possible == 1739  # 16 of the 92 that are left


def test_the_order_of_the_playbook_makes_no_difference():
    backwards = dict(reversed(POLICY.drivers.items()))
    policy = POLICY.model_copy(update={"drivers": backwards})

    assert parts(full_inputs(), policy) == parts(full_inputs(), POLICY)


def test_every_shipped_driver_is_measured():
    crm = StakeholderFacts(known=True)
    scored = parts(full_inputs(stakeholders=crm, mail=a_lively_mail()), POLICY)

    assert [part.name for part in scored] == list(DRIVERS)
    assert all(part.known for part in scored)


def test_drivers_of_mail_are_no_part_of_a_score_where_none_is_read():
    scored = parts(full_inputs(), POLICY)

    assert not any(DRIVERS[part.name].from_mail for part in scored)
    assert sum(part.possible for part in scored) == 10_000


def test_a_customer_that_never_writes_has_drivers_without_a_value():
    scored = parts(full_inputs(mail=MailHistory()), POLICY)

    silent = [part for part in scored if DRIVERS[part.name].from_mail]
    assert len(silent) == 7
    assert not any(part.known or part.possible for part in silent)


def test_a_driver_that_does_not_exist_is_named():
    drivers = {**POLICY.drivers, "moon_phase": HIGHER_IS_BETTER}
    policy = POLICY.model_copy(update={"drivers": drivers})

    with pytest.raises(InvalidInput, match="moon_phase"):
        parts(full_inputs(), policy)


def test_nothing_known_is_no_readiness():
    assert readiness(inputs_of(), POLICY) == 0


@pytest.mark.parametrize(
    "thresholds",
    [
        {"good": 1, "bad": 1},
        {"good": 1, "bad": 2, "low_good": 1},
        {"good": 1, "bad": 2, "low_good": 1, "low_bad": 1},
    ],
)
def test_thresholds_that_lead_nowhere_are_refused(thresholds):
    with pytest.raises(ValidationError):
        a_driver(**thresholds)
