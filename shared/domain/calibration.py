"""Calibration: closed renewals, and the model that was fitted to them."""

from datetime import date
from decimal import Decimal

from shared.domain.model import Model


class ClosedRenewal(Model):
    """How a renewal ended, with the readiness that was frozen before it did."""

    id: str
    due_date: date
    readiness: Decimal
    renewed: bool


class CalibratedModel(Model):
    """P(renew) as a logistic of readiness, with how well it did on renewals unseen.

    `intercept` is the logit at readiness 50, `slope` its rise for each 10 points.
    `events` is the rarer outcome's count; `strength` how many times the prior's
    precision was used, None when the playbook's values were kept. Brier scores are of
    forecasts made before the outcome; None while too few could be scored (K31).
    """

    version: str
    intercept: Decimal
    slope: Decimal
    n: int
    events: int
    strength: Decimal | None = None
    scored: int = 0
    brier: Decimal | None = None
    brier_naive: Decimal | None = None
    skill: Decimal | None = None
    skill_low: Decimal | None = None
    note: str = ""

    @property
    def worse_than_naive(self) -> bool:
        """Whether the engine must fall back to dates only (K31).

        Skill is not above 0, or readiness turned out to say nothing.
        """
        return self.slope <= 0 or (self.skill is not None and self.skill <= 0)

    @property
    def shows_skill(self) -> bool:
        """Whether the skill stands out from noise: its lower bound is above 0 (K30)."""
        low = self.skill_low
        return not self.worse_than_naive and low is not None and low > 0
