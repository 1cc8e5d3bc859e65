"""Doing in other systems what the timeline says is owed."""
