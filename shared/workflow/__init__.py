"""The renewal workflow: pure decisions over a fold of events."""
