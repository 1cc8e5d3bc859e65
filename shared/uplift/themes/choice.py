"""How many themes there are, when nobody says."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.uplift.themes.clusters import Clusters, separation, settle
from shared.uplift.themes.hierarchy import grow
from shared.uplift.themes.vectors import Vectors

_COUNTS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20, 25, 30, 35, 40, 50, 60, 70, 80)
_PER_THEME = 10  # wordings a theme needs on average
_TRIAL = 2_000  # vectors that numbers are tried on
_TRIAL_ROUNDS = 8
_DRIFT_ROUNDS = 2  # a theme in use may drift, but not travel to another topic
# By how much the silhouette of themes found anew must be higher than that of the
# themes in use, before people have to learn new ones.
_CLEAR_GAIN = 0.05
_GROWTH = 0.02  # of the share without a theme: then there is something new
_MOST_OF_IT = 0.5


class Past(NamedTuple):
    """The themes in use, and which vectors they don't claim; the share they didn't."""

    centres: Vectors
    unclaimed: NDArray[np.bool_]
    unclaimed_rate: float


class _Trial(NamedTuple):
    centres: Vectors
    value: float
    error: float


def fresh(vectors: Vectors, themes: int | None) -> Clusters:
    """Find themes anew: `themes` of them, or the fewest that separate best.

    The best separation less one standard error is good enough (the rule of Breiman et
    al. 1984); more than 80 themes are more than a person can oversee.
    """
    tree = grow(vectors)
    if themes is not None:
        return settle(vectors, tree.centres(themes))
    most = max(2, len(vectors) // _PER_THEME)
    cuts = [tree.centres(count) for count in _COUNTS if count <= most]
    trials = [_tried(vectors[:_TRIAL], centres) for centres in cuts]
    best = max(trials, key=lambda trial: trial.value)
    enough = best.value - best.error
    chosen = next(trial for trial in trials if trial.value >= enough)
    return settle(vectors, chosen.centres)


def continued(vectors: Vectors, past: Past, themes: int | None) -> Clusters:
    """Keep the themes in use, and add new ones where more tickets have none.

    They are found anew altogether when another number is asked for, or where that
    separates the tickets clearly better.
    """
    kept = settle(vectors, past.centres, rounds=_DRIFT_ROUNDS)
    if themes is not None:
        same = themes == len(past.centres)
        return kept if same else fresh(vectors, themes)
    anew = fresh(vectors, None)
    if past.unclaimed.mean() > past.unclaimed_rate + _GROWTH:
        novel = [
            centre
            for number, centre in enumerate(anew.centres)
            if past.unclaimed[anew.labels == number].mean() > _MOST_OF_IT
        ]
        kept = settle(vectors, np.vstack([past.centres, *novel]), rounds=_DRIFT_ROUNDS)
    value, _ = separation(vectors, kept.centres)
    other, _ = separation(vectors, anew.centres)
    return anew if other > value + _CLEAR_GAIN else kept


def _tried(vectors: Vectors, centres: Vectors) -> _Trial:
    _, centres = settle(vectors, centres, rounds=_TRIAL_ROUNDS)
    return _Trial(centres, *separation(vectors, centres))
