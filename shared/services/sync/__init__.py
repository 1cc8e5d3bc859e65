"""Syncing HaloPSA: one cursor, one window of work a message, safe to repeat."""
