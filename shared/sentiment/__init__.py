"""Reads the mood and the themes of business mail."""
