"""Ward's tree over many small clusters: one tree gives every number of themes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.uplift.themes.clusters import settle
from shared.uplift.themes.vectors import Labels, Vectors, unit

_LEAVES = 400
_PER_LEAF = 8  # vectors a leaf needs on average
_ROUNDS = 8

Floats = NDArray[np.float64]


class Tree(NamedTuple):
    """The leaves' sums, and which leaf joined which, closest pairs first."""

    sums: Floats
    joins: list[tuple[int, int]]

    def centres(self, count: int) -> Vectors:
        """Cut into `count` branches, or as many as there are leaves."""
        branch = np.arange(len(self.sums))
        for into, gone in self.joins[: max(0, len(self.sums) - count)]:
            branch[branch == gone] = into
        _, branch = np.unique(branch, return_inverse=True)
        sums = np.zeros((branch.max() + 1, self.sums.shape[1]))
        np.add.at(sums, branch, self.sums)
        return unit(sums.astype(np.float32))


def grow(vectors: Vectors) -> Tree:
    """Grow the tree; the vectors' order must be as good as random.

    The first vectors seed small clusters, so that no random source is needed; Ward's
    method (1963) then joins the pair whose union adds least variance.
    """
    seeds = vectors[: max(1, min(_LEAVES, len(vectors) // _PER_LEAF))]
    labels, _ = settle(vectors, seeds, rounds=_ROUNDS)
    sums, sizes = _totals(vectors, labels)
    return Tree(sums, _joins(sums / sizes[:, None], sizes))


def _totals(vectors: Vectors, labels: Labels) -> tuple[Floats, Floats]:
    sums = np.zeros((labels.max() + 1, vectors.shape[1]))
    np.add.at(sums, labels, vectors)
    return sums, np.bincount(labels).astype(np.float64)


def _joins(means: Floats, sizes: Floats) -> list[tuple[int, int]]:
    """Join the cheapest pair until one is left; the lower number names the union."""
    means, sizes = means.copy(), sizes.copy()
    squares = (means**2).sum(axis=1)
    gaps = squares[:, None] + squares[None, :] - 2 * means @ means.T
    costs = gaps * _weights(sizes[:, None], sizes[None, :])
    np.fill_diagonal(costs, np.inf)
    joins = []
    for _ in range(len(means) - 1):
        into, gone = sorted(divmod(int(np.argmin(costs)), len(means)))
        joins.append((into, gone))
        both = sizes[into] + sizes[gone]
        means[into] = (sizes[into] * means[into] + sizes[gone] * means[gone]) / both
        sizes[into] = both
        costs[gone, :] = costs[:, gone] = np.inf
        open_ = np.isfinite(costs[into])
        gaps = ((means[open_] - means[into]) ** 2).sum(axis=1)
        costs[into, open_] = costs[open_, into] = gaps * _weights(sizes[open_], both)
    return joins


def _weights(left: Floats, right: Floats | np.float64) -> Floats:
    return left * right / (left + right)
