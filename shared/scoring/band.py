"""From readiness to a band, and what the next band asks for."""

from decimal import ROUND_CEILING, Decimal

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import Band


def band_of(readiness: Decimal, policy: ScoringPolicy) -> Band:
    """Give the band of a readiness that stands on enough evidence."""
    if readiness >= policy.ready_from:
        return Band.READY
    return Band.WATCH if readiness >= policy.watch_from else Band.AT_RISK


def next_threshold(band: Band, policy: ScoringPolicy) -> int | None:
    """Give where the band above begins, in hundredths; None at the top.

    What lacks evidence needs data first, not a cure.
    """
    if band is Band.AT_RISK:
        return _hundredths(policy.watch_from)
    return _hundredths(policy.ready_from) if band is Band.WATCH else None


def _hundredths(points: Decimal) -> int:
    return int((points * 100).to_integral_value(ROUND_CEILING))
