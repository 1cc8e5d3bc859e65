"""What a contract's expected loss is, and which drivers it stands behind."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from shared.scoring.points import Part
from shared.scoring.rounding import split


def expected_loss(mrr_minor: int | None, p_renew: Decimal) -> int:
    """Give ARR x (1 - p_renew) in minor units, from the probability as shown (K08)."""
    loss = 12 * (mrr_minor or 0) * (1 - p_renew)
    return int(loss.to_integral_value(ROUND_HALF_UP))


def split_by_points_lost(loss: int, scored: Sequence[Part]) -> list[int]:
    """Split the expected loss over the drivers by the points that each lost.

    The parts add up exactly. With no points lost the remaining risk is spread by the
    points possible; where no driver is known, nothing can be said and all are 0.
    """
    weights = [part.lost for part in scored]
    if not any(weights):
        weights = [part.possible for part in scored]
    return split(loss, weights) if any(weights) else weights
