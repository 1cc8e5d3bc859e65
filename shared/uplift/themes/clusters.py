"""Spherical k-means: each vector to its most similar centre, until nothing moves."""

from typing import NamedTuple

import numpy as np

from shared.uplift.themes.vectors import Labels, Vectors, unit

_ROUNDS = 30


class Clusters(NamedTuple):
    """Each vector's cluster, and the clusters' centres."""

    labels: Labels
    centres: Vectors


def settle(vectors: Vectors, centres: Vectors, *, rounds: int = _ROUNDS) -> Clusters:
    """Improve the centres by Lloyd's rounds; a cluster that lost all is left out.

    Source: Dhillon and Modha 2001, concept decompositions by spherical k-means.
    """
    labels = nearest(vectors, centres)
    for _ in range(rounds):
        centres = _means(vectors, labels)
        moved = nearest(vectors, centres)
        if np.array_equal(moved, labels):
            break
        labels = moved
    kept, labels = np.unique(labels, return_inverse=True)
    return Clusters(labels, centres[kept])


def nearest(vectors: Vectors, centres: Vectors) -> Labels:
    """Give each vector's most similar centre; ties go to the first."""
    labels: Labels = np.argmax(vectors @ centres.T, axis=1)
    return labels


def separation(vectors: Vectors, centres: Vectors) -> tuple[float, float]:
    """Give the mean simplified silhouette and its standard error.

    silhouette = (b - a) / b, where a and b are the distances (1 - cosine) to the
    nearest and the next centre. Source: Hruschka et al. 2004.
    """
    if len(centres) < 2:  # noqa: PLR2004  # one cluster is separated from nothing
        return 0.0, 0.0
    top = -np.partition(-(vectors @ centres.T), 1, axis=1)[:, :2].astype(np.float64)
    near, far = 1 - top[:, 0], 1 - top[:, 1]
    each = (far - near) / np.maximum(far, 1e-9)
    return float(each.mean()), float(each.std() / np.sqrt(len(each)))


def _means(vectors: Vectors, labels: Labels) -> Vectors:
    order = np.argsort(labels, kind="stable")
    _, starts = np.unique(labels[order], return_index=True)
    return unit(np.add.reduceat(vectors[order], starts, axis=0))
