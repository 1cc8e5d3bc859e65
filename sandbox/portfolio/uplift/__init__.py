"""A portfolio in which uplift is planted, with decoys and the truth beside it."""

from sandbox.portfolio.uplift.generation import plant

__all__ = ["plant"]
