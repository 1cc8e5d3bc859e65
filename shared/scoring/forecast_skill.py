"""How good forecasts were: Brier scores and skill against the base rate (K31)."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import fsum, sqrt
from typing import NamedTuple

_Z = 1.6448536  # 90 % two-sided: the lower bound is one-sided 95 %


class Skill(NamedTuple):
    """Scores of `n` forecasts; None where the base rate never missed, or n is 0."""

    n: int
    brier: Decimal | None = None
    brier_naive: Decimal | None = None
    skill: Decimal | None = None
    skill_low: Decimal | None = None

    def figures(self) -> dict[str, Decimal | None]:
        """Give the figures by name."""
        named = self._asdict()
        del named["n"]
        return named


def skill_of(forecasts: Sequence[tuple[float, float, bool]]) -> Skill:
    """Judge forecasts, each with the base rate known before it and the outcome.

    Brier = mean((p - y)^2); skill = 1 - Brier / Brier of the base rate. The lower
    bound takes the standard error of the paired differences.
    """
    n = len(forecasts)
    if not n:
        return Skill(0)
    errors = [(p - y) ** 2 for p, _, y in forecasts]
    naive = [(base - y) ** 2 for _, base, y in forecasts]
    brier, brier_naive = fsum(errors) / n, fsum(naive) / n
    if not brier_naive:
        return Skill(n, _rounded(brier), _rounded(brier_naive))
    gains = [b - a for a, b in zip(errors, naive, strict=True)]
    mean = fsum(gains) / n
    error = sqrt(fsum((gain - mean) ** 2 for gain in gains) / n / max(1, n - 1))
    return Skill(
        n,
        _rounded(brier),
        _rounded(brier_naive),
        _rounded(mean / brier_naive),
        _rounded((mean - _Z * error) / brier_naive),
    )


def _rounded(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
