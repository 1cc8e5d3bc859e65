from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.logistic import Line, Observation, fit_line, log_loss, probability

from .samples import UNHURRIED

FREE = Line(1e-9, 1e-9)
CARD = Line(0.6, 0.55)


def observed(x, renewed, lost):
    return [Observation(x, y=True)] * renewed + [Observation(x, y=False)] * lost


def test_without_a_prior_two_groups_are_fitted_exactly():
    seen = observed(0.0, 1, 1) + observed(1.0, 3, 1)

    line = fit_line(seen, prior=Line(0, 0), precision=FREE)

    assert line.intercept == pytest.approx(0, abs=1e-6)
    assert line.slope == pytest.approx(log(3), abs=1e-6)


def test_a_strong_prior_holds_the_line():
    line = fit_line(observed(1.0, 0, 50), prior=CARD, precision=Line(1e9, 1e9))

    assert line == pytest.approx(CARD, abs=1e-6)


def test_nothing_seen_gives_the_prior():
    assert fit_line([], prior=CARD, precision=Line(1, 4)) == CARD


def test_separated_outcomes_give_a_finite_line():
    seen = observed(-4.0, 0, 40) + observed(4.0, 40, 0)

    line = fit_line(seen, prior=CARD, precision=Line(1, 1))

    assert 0.5 < line.slope < 5


@pytest.mark.parametrize(("x", "expected"), [(-2000.0, 0), (0.0, 0.5), (2000.0, 1)])
def test_probabilities_do_not_overflow(x, expected):
    assert probability(Line(0, 1), x) == pytest.approx(expected)


def test_the_loss_of_a_sure_and_wrong_forecast_is_its_logit():
    assert log_loss(Line(0, 1), Observation(800.0, y=False)) == pytest.approx(800)
    assert log_loss(Line(0, 1), Observation(0.0, y=True)) == pytest.approx(log(2))


@UNHURRIED
@given(
    st.lists(st.builds(Observation, st.floats(-5, 5), st.booleans()), max_size=30),
    st.floats(0.01, 100),
)
def test_no_line_nearby_is_better_than_the_one_found(seen, strength):
    precision = Line(1, strength)

    def cost(line):
        penalty = (line.intercept - CARD.intercept) ** 2 / 2
        penalty += strength * (line.slope - CARD.slope) ** 2 / 2
        return penalty + sum(log_loss(line, one) for one in seen)

    found = fit_line(seen, prior=CARD, precision=precision)

    for step in (Line(0.01, 0), Line(-0.01, 0), Line(0, 0.01), Line(0, -0.01)):
        moved = Line(found.intercept + step.intercept, found.slope + step.slope)
        assert cost(found) <= cost(moved) + 1e-9
