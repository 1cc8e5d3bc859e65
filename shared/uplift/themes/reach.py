"""How similar a ticket must be to a theme to belong to it; the rest stays a rest."""

import numpy as np
from numpy.typing import NDArray

from shared.uplift.themes.clusters import Clusters
from shared.uplift.themes.vectors import Labels, Vectors

_OUTSIDERS = 0.95


def reaches(vectors: Vectors, clusters: Clusters) -> list[float]:
    """Give each theme's least similarity: nearer than 95 % of the other tickets.

    What is no nearer to its nearest theme than tickets of other themes are to that
    one belongs to none.
    """
    similar = vectors @ clusters.centres.T
    found = []
    for number in range(len(clusters.centres)):
        others = similar[clusters.labels != number, number]
        pool = others if others.size else similar[:, number] - 1
        found.append(round(float(np.quantile(pool, _OUTSIDERS)), 4))
    return found


def claims(
    vectors: Vectors, centres: Vectors, reach: NDArray[np.float64]
) -> tuple[Labels, NDArray[np.bool_]]:
    """Give each vector's nearest theme, and whether it lies within that one's reach."""
    similar = vectors @ centres.T
    labels = np.argmax(similar, axis=1)
    return labels, similar[np.arange(len(labels)), labels] >= reach[labels]
