"""Uplift, from what was synced to opportunities that people act on."""
