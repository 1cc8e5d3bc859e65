"""Pairs new themes with old ones, so that a theme keeps its id through a refit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SAME = 0.5  # of the wordings of either, what both must share (Jaccard)

Floats = NDArray[np.float64]


def same(old: Sequence[str | None], new: Sequence[int | None]) -> dict[int, str]:
    """Give new themes' old ids, by the largest overlap in all (Hungarian method)."""
    ids = sorted({one for one in old if one is not None})
    if not ids:
        return {}
    row = {one: place for place, one in enumerate(ids)}
    columns = max((one for one in new if one is not None), default=-1) + 1
    both, before, after = (
        np.zeros((len(ids), columns)),
        np.zeros(len(ids)),
        np.zeros(columns),
    )
    for was, is_ in zip(old, new, strict=True):
        if was is not None:
            before[row[was]] += 1
        if is_ is not None:
            after[is_] += 1
        if was is not None and is_ is not None:
            both[row[was], is_] += 1
    overlap = both / np.maximum(before[:, None] + after[None, :] - both, 1)
    return {
        column: ids[place]
        for place, column in best_pairs(overlap)
        if overlap[place, column] >= _SAME
    }


def best_pairs(gains: Floats) -> list[tuple[int, int]]:
    """Pair rows with columns so that the sum of gains is largest.

    >>> best_pairs(np.array([[3.0, 2.0], [3.0, 0.0]]))
    [(0, 1), (1, 0)]
    """
    size = max(gains.shape)
    costs = np.zeros((size + 1, size + 1))
    costs[1 : gains.shape[0] + 1, 1 : gains.shape[1] + 1] = -gains
    row_of = _assigned(costs, size)
    pairs = [(row_of[column] - 1, column - 1) for column in range(1, size + 1)]
    return sorted(
        (row, column)
        for row, column in pairs
        if row < gains.shape[0] and column < gains.shape[1]
    )


def _assigned(costs: Floats, size: int) -> list[int]:
    """Give each column's row, counted from 1, at the least cost (Kuhn 1955)."""
    rows, columns = np.zeros(size + 1), np.zeros(size + 1)
    row_of = [0] * (size + 1)
    for row in range(1, size + 1):
        row_of[0], column = row, 0
        least = np.full(size + 1, np.inf)
        came_from = [0] * (size + 1)
        seen = np.zeros(size + 1, dtype=bool)
        while row_of[column]:
            seen[column] = True
            here = row_of[column]
            slack = costs[here] - rows[here] - columns
            closer = ~seen & (slack < least)
            least[closer] = slack[closer]
            for nearer in np.flatnonzero(closer):
                came_from[nearer] = column
            least[0] = np.inf
            step = np.where(seen, np.inf, least)
            column = int(np.argmin(step))
            delta = step[column]
            rows[[row_of[one] for one in np.flatnonzero(seen)]] += delta
            columns[seen] -= delta
            least[~seen] -= delta
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    return row_of
