"""The fitted weights: how much each feature speaks for a bad and for a good mood.

`weights.tsv` is made by `python -m bench.sentiment_fit`; a weight is in hundredths.
"""

from collections.abc import Mapping
from functools import cache
from math import exp
from pathlib import Path
from typing import NamedTuple

from shared.sentiment.features import Features

WEIGHTS = Path(__file__).with_name("weights.tsv")
BIAS = "#bias"
CUTS = (
    "#cuts"  # on `tone`: below the first a text is negative, above the second positive
)
# A bad word tells more than a good one, which may be courtesy.
_GOOD_COUNTS = 0.7
_HUNDREDTHS = 100
_FARTHEST = 30.0


class Mood(NamedTuple):
    """Probabilities that a text is bad and that it is good; the rest is neutral."""

    bad: float
    good: float

    @property
    def tone(self) -> float:
        """Give the tone from -1 to 0.7; where its cuts lie is fitted."""
        return _GOOD_COUNTS * self.good - self.bad


class Weights(NamedTuple):
    """Weights for bad and good by feature, and the cuts on the tone."""

    by_name: Mapping[str, tuple[float, float]]
    cuts: tuple[float, float]

    def mood(self, found: Features) -> Mood:
        """Judge a text by its features: a multinomial logit against neutral."""
        bad, good = self.by_name[BIAS]
        for name, value in found.items():
            weight = self.by_name.get(name)
            if weight:
                bad += weight[0] * value
                good += weight[1] * value
        odds_bad, odds_good = _odds(bad), _odds(good)
        total = 1 + odds_bad + odds_good
        return Mood(odds_bad / total, odds_good / total)


@cache
def weights() -> Weights:
    """Read the weights, once a process."""
    rows = {}
    for line in WEIGHTS.read_text("utf-8").splitlines():
        name, bad, good = line.split("\t")
        rows[name] = (int(bad) / _HUNDREDTHS, int(good) / _HUNDREDTHS)
    return Weights(rows, rows.pop(CUTS))


def _odds(x: float) -> float:
    return exp(max(-_FARTHEST, min(_FARTHEST, x)))
