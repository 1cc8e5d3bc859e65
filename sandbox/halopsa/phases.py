"""Serving reopened tickets as they were: first closed, open again, final."""

from sandbox.halopsa import changes
from sandbox.halopsa.instance import Instance


def serve_phase(instance: Instance, phase: str) -> int:
    """Put the reopened tickets into a phase; only they move `last_update`."""
    if phase not in instance.phases:
        message = f"unknown phase {phase!r}, one of {sorted(instance.phases)}"
        raise ValueError(message)
    patches = instance.phases[phase]
    for ticket_id, patch in patches.items():
        changes.update_ticket(instance, ticket_id, dict(patch))
    return len(patches)
