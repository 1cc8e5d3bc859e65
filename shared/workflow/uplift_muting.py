"""Detectors that people keep rejecting are muted, until their rejections age."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from shared.domain.model import Model
from shared.domain.opportunity import Detector, Pursuit, Stage
from shared.domain.uplift_policy import UpliftPolicy

_REMEMBERED = timedelta(days=365)


class Judged(Model):
    """How people judged one detector's findings in the last year."""

    detector: Detector
    decided: int
    rejected: int

    def muted(self, policy: UpliftPolicy) -> bool:
        """Tell whether too many of enough findings were rejected."""
        limit = policy.mute_rate * self.decided
        return self.decided >= policy.mute_from and self.rejected > limit


def judged(pursuits: Iterable[Pursuit], *, today: date) -> tuple[Judged, ...]:
    """Count the decisions of the last year by detector; all are listed."""
    decided: Counter[Detector] = Counter()
    rejected: Counter[Detector] = Counter()
    for pursuit in pursuits:
        dismissed = pursuit.stage is Stage.REJECTED
        if not (dismissed or pursuit.qualified_at):
            continue
        if pursuit.changed_at.date() + _REMEMBERED < today:
            continue
        decided[pursuit.opportunity.detector] += 1
        rejected[pursuit.opportunity.detector] += dismissed
    return tuple(
        Judged(detector=one, decided=decided[one], rejected=rejected[one])
        for one in Detector
    )
