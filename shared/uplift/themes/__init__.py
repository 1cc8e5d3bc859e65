"""Recurring themes of tickets: cleaned, sampled, clustered, named; pure."""
