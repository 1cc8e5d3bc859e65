"""Benchmarks: each figure is a ratio, so that it means the same on every machine."""
