"""Vectors of unit length, what makes them, and how a model's document holds them."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Labels = NDArray[np.intp]

_PACKED = "<f2"  # half precision: far below the differences between themes


class Encoder(Protocol):
    """Turns texts into vectors of unit length, each text by itself."""

    @property
    def name(self) -> str:
        """The model and its version; other vectors can't be compared with these."""
        ...

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Give one row a text."""
        ...


def unit(vectors: Vectors) -> Vectors:
    """Scale each row to length 1; a row of nothing stays nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


def packed(vector: Vectors) -> str:
    """Write one vector as text."""
    return b64encode(vector.astype(_PACKED).tobytes()).decode()


def unpacked(texts: Iterable[str]) -> Vectors:
    """Read vectors back, one row each."""
    rows = [np.frombuffer(b64decode(text), dtype=_PACKED) for text in texts]
    return unit(np.stack(rows).astype(np.float32))
