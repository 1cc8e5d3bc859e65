"""Two-parameter logistic regression under a Gaussian prior, in plain Python."""

from collections.abc import Sequence
from math import exp, log1p
from typing import NamedTuple

_STEPS = 50
_HALVINGS = 20
_CONVERGED = 1e-9  # well below the six places that a model is rounded to


class Observation(NamedTuple):
    """A predictor and whether the event happened."""

    x: float
    y: bool


class Line(NamedTuple):
    """The logit as a line in x; also used for a prior's precisions."""

    intercept: float
    slope: float

    def logit(self, x: float) -> float:
        """Give the logit at x."""
        return self.intercept + self.slope * x


def fit_line(seen: Sequence[Observation], *, prior: Line, precision: Line) -> Line:
    """Find the penalised maximum of the likelihood by Newton's method.

    minimise  sum of log-loss + precision x (parameter - prior)^2 / 2
    It is strictly convex; a step that does not improve it is halved. Source: ridge
    logistic regression (le Cessie and van Houwelingen 1992), centred on the prior.
    """
    line, value = prior, _objective(prior, seen, prior, precision)
    for _ in range(_STEPS):
        step = _newton_step(line, seen, prior, precision)
        if max(abs(step.intercept), abs(step.slope)) < _CONVERGED:
            break
        for halvings in range(_HALVINGS):
            moved = _moved(line, step, 0.5**halvings)
            reached = _objective(moved, seen, prior, precision)
            if reached < value:
                break
        else:
            break  # nothing left to gain but rounding
        line, value = moved, reached
    return line


def log_loss(line: Line, one: Observation) -> float:
    """Give the log-loss of one forecast, without overflow."""
    z = line.logit(one.x)
    signed = -z if one.y else z
    return max(signed, 0.0) + log1p(exp(-abs(signed)))


def probability(line: Line, x: float) -> float:
    """Give the probability at x, without overflow."""
    z = line.logit(x)
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def _moved(line: Line, step: Line, scale: float) -> Line:
    return Line(
        line.intercept - scale * step.intercept, line.slope - scale * step.slope
    )


def _objective(
    line: Line, seen: Sequence[Observation], prior: Line, precision: Line
) -> float:
    penalty = sum(
        weight * (value - centre) ** 2 / 2
        for weight, value, centre in zip(precision, line, prior, strict=True)
    )
    return penalty + sum(log_loss(line, one) for one in seen)


def _newton_step(
    line: Line, seen: Sequence[Observation], prior: Line, precision: Line
) -> Line:
    g0 = precision.intercept * (line.intercept - prior.intercept)
    g1 = precision.slope * (line.slope - prior.slope)
    h00, h01, h11 = precision.intercept, 0.0, precision.slope
    for x, y in seen:
        p = probability(line, x)
        error, weight = p - y, p * (1 - p)
        g0 += error
        g1 += error * x
        h00 += weight
        h01 += weight * x
        h11 += weight * x * x
    determinant = h00 * h11 - h01 * h01
    return Line(
        (h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant
    )
