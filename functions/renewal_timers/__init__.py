"""Timers that move renewals along, and a worker that decides for batches."""
