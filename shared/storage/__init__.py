"""Adapters to Table, Queue and Blob storage."""
