"""Stand-ins for the vendors' services; shares no code with the engine."""
