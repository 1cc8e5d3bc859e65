"""Fixtures for all tests."""

from .azurite import azurite, storage_prefix

__all__ = ["azurite", "storage_prefix"]
