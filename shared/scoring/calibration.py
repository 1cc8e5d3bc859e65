"""Calibration of readiness to the MSP's own closed renewals, near the playbook."""

import json
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from itertools import pairwise
from math import fsum, sqrt

from shared.domain.calibration import CalibratedModel, ClosedRenewal
from shared.domain.playbook import ScoringPolicy
from shared.scoring.forecast_skill import Skill, skill_of
from shared.scoring.logistic import (
    Line,
    Observation,
    fit_line,
    log_loss,
    probability,
)

LEAST_EVENTS = 3  # of the rarer outcome, below which the playbook's values are kept
LEAST_SCORED = 20  # forecasts, below which nothing is said of the skill

# Precisions of the prior. The base rate may move quickly (standard deviation 1 logit),
# because it is what drifts first; the slope's is multiplied by a chosen strength.
_PRECISION = Line(1.0, 4.0)
_STRENGTHS = (1000.0, 100.0, 25.0, 5.0, 1.0)  # strongest first
_FIXED = 1e12
_TOLERANCE = 0.5
_FOLDS = 5
_BLOCKS = 5


def calibrate(
    closed: Sequence[ClosedRenewal], policy: ScoringPolicy
) -> CalibratedModel:
    """Fit P(renew) to closed renewals, shrunk towards the playbook's values.

    The strength of the shrinkage is chosen by cross-validated log-loss: the strongest
    that is not worse than the best by more than half a standard error of the paired
    difference (after Hastie et al., ch. 7.10; a whole one held on too long). Skill is
    judged on forecasts that each used only renewals that were due earlier (K31).
    """
    ordered = sorted(closed, key=lambda one: (one.due_date, one.id))
    seen = [_observation(one) for one in ordered]
    line, strength = _fitted(seen, _card(policy))
    judged = _judged(ordered, policy)
    unjudged = f"fewer than {LEAST_SCORED} forecasts to judge"
    content = CalibratedModel(
        version="",
        intercept=_rounded(line.intercept),
        slope=_rounded(line.slope),
        n=len(seen),
        events=_rarer(seen),
        strength=None if strength is None else Decimal(str(strength)),
        scored=judged.n,
        note="" if judged.n >= LEAST_SCORED else unjudged,
    )
    if judged.n >= LEAST_SCORED:
        content = content.model_copy(update=judged.figures())
    return content.model_copy(update={"version": _version(content, ordered)})


def _card(policy: ScoringPolicy) -> Line:
    return Line(float(policy.p_intercept), float(policy.p_slope))


def _observation(one: ClosedRenewal) -> Observation:
    return Observation(float(one.readiness - 50) / 10, one.renewed)


def _rarer(seen: Sequence[Observation]) -> int:
    renewed = sum(one.y for one in seen)
    return min(renewed, len(seen) - renewed)


def _fitted(seen: Sequence[Observation], card: Line) -> tuple[Line, float | None]:
    if _rarer(seen) < LEAST_EVENTS:
        return card, None
    strength = _strength(seen, card)
    return _fit(seen, card, strength), strength


def _fit(seen: Sequence[Observation], card: Line, strength: float) -> Line:
    """Fit under the prior; readiness that points the wrong way is given no weight.

    A higher readiness must never mean a lower probability: if that is what the data
    says, the score tells nothing, and the skill will show it.
    """
    precision = Line(_PRECISION.intercept, _PRECISION.slope * strength)
    line = fit_line(seen, prior=card, precision=precision)
    if line.slope >= 0:
        return line
    level = Line(card.intercept, 0.0)
    precision = Line(_PRECISION.intercept, _FIXED)
    return Line(fit_line(seen, prior=level, precision=precision).intercept, 0.0)


def _strength(seen: Sequence[Observation], card: Line) -> float:
    losses = {one: _held_out_losses(seen, card, one) for one in _STRENGTHS}
    best = min(_STRENGTHS, key=lambda one: fsum(losses[one]))
    return next(one for one in _STRENGTHS if _as_good_as(losses[one], losses[best]))


def _as_good_as(losses: Sequence[float], best: Sequence[float]) -> bool:
    n = len(best)
    gaps = [one - other for one, other in zip(losses, best, strict=True)]
    mean = fsum(gaps) / n
    spread = sqrt(fsum((gap - mean) ** 2 for gap in gaps) / n / (n - 1))
    return mean <= _TOLERANCE * spread


def _held_out_losses(
    seen: Sequence[Observation], card: Line, strength: float
) -> list[float]:
    # Dealt out in order of outcome and readiness, each fold gets its share of both.
    dealt = sorted(seen, key=lambda one: (one.y, one.x))
    losses = []
    for fold in range(min(_FOLDS, len(dealt))):
        rest = [one for place, one in enumerate(dealt) if place % _FOLDS != fold]
        line = _fit(rest, card, strength)
        losses += [log_loss(line, one) for one in dealt[fold::_FOLDS]]
    return losses


def _judged(ordered: Sequence[ClosedRenewal], policy: ScoringPolicy) -> Skill:
    """Forecast each of the later blocks from what was due before it began."""
    starts = [len(ordered) * block // _BLOCKS for block in range(_BLOCKS + 1)]
    forecasts: list[tuple[float, float, bool]] = []
    for start, stop in pairwise(starts[1:]):
        if start == stop:
            continue
        opened = ordered[start].due_date
        earlier = [_observation(one) for one in ordered if one.due_date < opened]
        if not earlier:
            continue
        line, _ = _fitted(earlier, _card(policy))
        base_rate = sum(one.y for one in earlier) / len(earlier)
        forecasts += [
            (probability(line, one.x), base_rate, one.y)
            for one in map(_observation, ordered[start:stop])
        ]
    return skill_of(forecasts)


def _version(model: CalibratedModel, ordered: Sequence[ClosedRenewal]) -> str:
    content = [model.model_dump(mode="json")]
    content += [one.model_dump(mode="json") for one in ordered]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return f"calibrated-{sha256(text.encode()).hexdigest()[:12]}"


def _rounded(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
