"""HubSpot: timers plan, a queue worker reads windows."""
