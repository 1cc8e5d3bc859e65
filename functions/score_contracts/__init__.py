"""Scores: a timer plans, a queue worker scores batches of customers."""
