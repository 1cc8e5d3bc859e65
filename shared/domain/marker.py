"""The marker that finds the engine's own tasks again in the PSA."""

import re

_MARKER = re.compile(r"\[rnwl-([0-9a-f]{12})\]")


def marker_of(task_id: str) -> str:
    """Give the text that stands in a task's summary.

    >>> marker_of("0123456789ab")
    '[rnwl-0123456789ab]'
    """
    return f"[rnwl-{task_id}]"


def task_id_in(summary: str) -> str | None:
    """Find the id of the engine's task in a ticket's summary, None in others."""
    found = _MARKER.search(summary)
    return found[1] if found else None
