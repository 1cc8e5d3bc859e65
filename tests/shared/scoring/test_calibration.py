"""Calibration on made-up outcomes with a known truth; seeded, so that it repeats."""

from datetime import date, timedelta
from decimal import Decimal
from math import exp
from random import Random

import pytest

from shared.domain.calibration import ClosedRenewal
from shared.scoring.calibration import calibrate

from .samples import POLICY

CARD = (POLICY.p_intercept, POLICY.p_slope)


def outcomes(count, intercept, slope, seed=1):
    """Draw renewals whose truth is a logistic of their readiness."""
    rng = Random(seed)
    closed = []
    for number in range(count):
        readiness = Decimal(rng.randrange(2000, 9500)).scaleb(-2)
        logit = intercept + slope * float(readiness - 50) / 10
        closed.append(
            ClosedRenewal(
                id=f"r{number:04d}",
                due_date=date(2025, 1, 1) + timedelta(days=number * 500 // count),
                readiness=readiness,
                renewed=rng.random() < 1 / (1 + exp(-logit)),
            )
        )
    return closed


def test_many_outcomes_find_the_truth():
    model = calibrate(outcomes(400, intercept=-0.5, slope=1.1), POLICY)

    assert model.intercept == pytest.approx(Decimal("-0.5"), abs=Decimal("0.25"))
    assert model.slope == pytest.approx(Decimal("1.1"), abs=Decimal("0.2"))
    assert model.shows_skill
    assert not model.worse_than_naive


def test_twenty_outcomes_do_not_overturn_the_playbook():
    # Taken alone they say that readiness doesn't matter at all.
    few = outcomes(20, intercept=0.6, slope=0.0, seed=3)

    model = calibrate(few, POLICY)

    assert model.slope > POLICY.p_slope / 2


def test_the_base_rate_moves_before_the_slope():
    # Far fewer renew than the playbook thinks, in the order that it thinks.
    model = calibrate(outcomes(60, intercept=-1.4, slope=0.55), POLICY)

    assert model.intercept < Decimal("-0.6")
    assert abs(model.slope - POLICY.p_slope) < Decimal("0.2")


def test_too_few_events_leave_the_playbooks_values():
    kept = [
        one.model_copy(update={"renewed": number >= 2})
        for number, one in enumerate(outcomes(60, 0.6, 0.55))
    ]

    model = calibrate(kept, POLICY)

    assert (model.intercept, model.slope) == CARD
    assert (model.events, model.strength) == (2, None)


def test_no_outcomes_leave_the_playbooks_values_and_no_verdict():
    model = calibrate([], POLICY)

    assert (model.intercept, model.slope, model.n) == (*CARD, 0)
    assert (model.skill, model.worse_than_naive, model.shows_skill) == (
        None,
        False,
        False,
    )
    assert model.note == "fewer than 20 forecasts to judge"


@pytest.mark.parametrize("seed", range(6))
def test_readiness_that_says_nothing_shows_no_skill(seed):
    model = calibrate(outcomes(200, intercept=1.8, slope=0.0, seed=seed), POLICY)

    assert not model.shows_skill


def test_readiness_that_misleads_is_given_no_weight_and_no_trust():
    model = calibrate(outcomes(200, intercept=0.2, slope=-0.9, seed=2), POLICY)

    assert model.slope == 0
    assert model.worse_than_naive
    assert not model.shows_skill


def test_a_model_that_learnt_from_other_times_is_worse_than_naive():
    learnt = outcomes(100, intercept=0.0, slope=2.0)
    later = [
        one.model_copy(
            update={
                "id": f"later-{one.id}",
                "due_date": one.due_date + timedelta(days=600),
                "renewed": one.readiness < 55,
            }
        )
        for one in outcomes(60, intercept=0.0, slope=2.0, seed=5)
    ]

    model = calibrate([*learnt, *later], POLICY)

    assert float(model.skill or 0) < 0
    assert model.worse_than_naive


def test_the_skill_is_the_gain_over_the_base_rate_known_before():
    model = calibrate(outcomes(300, intercept=0.0, slope=0.9), POLICY)

    assert model.scored == 240
    brier, naive = float(model.brier or 0), float(model.brier_naive or 0)
    assert float(model.skill or 0) == pytest.approx(1 - brier / naive, abs=1e-5)
    assert model.shows_skill


def test_outcomes_of_one_day_are_no_forecast_of_each_other():
    closed = [
        one.model_copy(update={"due_date": date(2026, 1, 31)})
        for one in outcomes(100, intercept=0.3, slope=0.7)
    ]

    model = calibrate(closed, POLICY)

    assert (model.scored, model.skill) == (0, None)


def test_the_order_of_the_outcomes_makes_no_difference():
    closed = outcomes(120, intercept=0.3, slope=0.7)

    assert calibrate(closed[::-1], POLICY) == calibrate(closed, POLICY)


def test_the_version_names_the_data_it_was_fitted_to():
    closed = outcomes(120, intercept=0.3, slope=0.7)
    other = [*closed[:-1], closed[-1].model_copy(update={"id": "r9999"})]

    version = calibrate(closed, POLICY).version

    assert version == calibrate(closed, POLICY).version
    assert version.startswith("calibrated-")
    assert version != calibrate(other, POLICY).version
