from itertools import permutations

import numpy as np
import pytest

from shared.uplift.themes.matching import best_pairs, same


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (["a", "a", "b"], [1, 1, 0], {1: "a", 0: "b"}),
        (["a", "a", "a"], [0, 0, 1], {0: "a"}),  # split: the larger part keeps it
        (["a", "a", "b"], [0, 0, 0], {0: "a"}),  # joined: the larger one's
        (["a", "a", "a", "a"], [0, 1, 2, 3], {}),  # scattered: nothing is left of it
        ([None, None], [0, 0], {}),
        (["a", "a"], [None, None], {}),
        ([], [], {}),
    ],
)
def test_a_theme_keeps_its_id_while_half_of_it_is_the_same(old, new, kept):
    assert same(old, new) == kept


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (2, 5), (5, 2), (5, 5)])
def test_no_other_pairing_gains_more(shape):
    gains = np.random.default_rng(sum(shape)).random(shape)
    wide = gains if shape[0] <= shape[1] else gains.T
    best = max(
        sum(wide[row, column] for row, column in enumerate(columns))
        for columns in permutations(range(wide.shape[1]), wide.shape[0])
    )

    pairs = best_pairs(gains)

    assert sum(gains[pair] for pair in pairs) == pytest.approx(best)
    assert len(pairs) == min(shape)
