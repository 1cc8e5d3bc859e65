"""Survey scales: which score is the worst and which the best."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shared.domain.errors import InvalidInput

_FORM = re.compile(r"\s*(\d{1,3})\s*-\s*(\d{1,3})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale from the worst score to the best.

    HaloPSA's own is inverted (1 awesome, 4 bad), but tenants make theirs.
    """

    worst: int
    best: int

    @classmethod
    def parse(cls, text: str) -> "Scale":
        """Read `worst-best`: `4-1` is HaloPSA's default, `1-5` five stars.

        >>> Scale.parse("4-1")
        Scale(worst=4, best=1)
        """
        found = _FORM.fullmatch(text)
        if found is None or found[1] == found[2]:
            message = f"HALOPSA_CSAT_SCALE {text[:20]!r} is not worst-best, like 4-1"
            raise InvalidInput(message)
        return cls(worst=int(found[1]), best=int(found[2]))

    def satisfaction(self, score: int) -> int:
        """Give 0 (worst) to 100 (best), rounded half up; ValueError off the scale."""
        if not min(self.worst, self.best) <= score <= max(self.worst, self.best):
            message = f"score {score} is not on the scale {self.worst}-{self.best}"
            raise ValueError(message)
        share = Decimal(score - self.worst) / (self.best - self.worst)
        return int((100 * share).quantize(Decimal(1), ROUND_HALF_UP))
