"""The operator's command line: python -m shared.cli."""
