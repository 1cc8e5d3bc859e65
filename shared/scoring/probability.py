"""From readiness to the probability of renewal, with an interval."""

from decimal import ROUND_HALF_UP, Decimal

from shared.domain.calibration import CalibratedModel
from shared.domain.model import Model
from shared.domain.playbook import ScoringPolicy

_Z = Decimal("1.6448536")  # 90 % two-sided
_PLACES = Decimal("0.0001")
_FARTHEST = Decimal(30)  # beyond this logit the probability is 0 or 1 to 4 places
_ONE = Decimal(1)


class Forecast(Model):
    """P(renew) and the bounds of its 90 % interval, to four places."""

    p: Decimal
    low: Decimal
    high: Decimal


def forecast(
    readiness: Decimal,
    policy: ScoringPolicy,
    *,
    model: CalibratedModel,
    coverage: Decimal,
    n: int,
) -> Forecast:
    """Give P(renew) with an interval that widens as the evidence thins.

    logit p = intercept + slope x (readiness - 50) / 10
    bounds  = logistic(logit p -/+ 1.645 x sd)
    sd      = spread x (sqrt(1 / coverage) + sqrt(1 / (n + 1)))
    `n` is the number of records behind the best-known driver. The card is logistic
    regression's usual form (Hosmer and Lemeshow, ch. 1) with a logit-normal spread;
    without any evidence everything is possible.
    """
    if not coverage:
        p = logistic(model.intercept)
        return Forecast(p=_shown(p), low=Decimal("0.0000"), high=Decimal("1.0000"))
    logit = model.intercept + model.slope * (readiness - 50) / 10
    thin = (_ONE / coverage).sqrt() + (_ONE / (n + 1)).sqrt()
    reach = _Z * policy.p_spread * thin
    return Forecast(
        p=_shown(logistic(logit)),
        low=_shown(logistic(logit - reach)),
        high=_shown(logistic(logit + reach)),
    )


def card(policy: ScoringPolicy) -> CalibratedModel:
    """Give the playbook's own model, which no outcome has calibrated."""
    return CalibratedModel(
        version=policy.model_version,
        intercept=policy.p_intercept,
        slope=policy.p_slope,
        n=0,
        events=0,
        note="the playbook's values",
    )


def logistic(logit: Decimal) -> Decimal:
    """Give 1 / (1 + exp(-logit)); Decimal's exp is correctly rounded everywhere."""
    clamped = max(-_FARTHEST, min(_FARTHEST, logit))
    return _ONE / (_ONE + (-clamped).exp())


def _shown(p: Decimal) -> Decimal:
    return p.quantize(_PLACES, ROUND_HALF_UP)
