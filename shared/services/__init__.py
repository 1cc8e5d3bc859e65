"""Use cases, named by verbs; no I/O but through ports."""
