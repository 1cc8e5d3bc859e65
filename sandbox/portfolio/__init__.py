"""A seeded MSP: customers with a hidden health, and what it leaves in the data."""

from sandbox.portfolio.generation import generate
from sandbox.portfolio.shapes import Portfolio, Quirks, TenantIds

__all__ = ["Portfolio", "Quirks", "TenantIds", "generate"]
