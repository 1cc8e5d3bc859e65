"""The tenant's statuses, priorities, SLAs and ticket types, by what they mean."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from shared.sources.halopsa.raw import RawPriority, RawStatus

# Statuses have no documented flag for being closed, so their names must tell.
_CANCELLED = re.compile(r"\b(cancel|cancelled|canceled)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\b(closed|complete|completed)\b", re.IGNORECASE)
_NOT_CLOSED = re.compile(r"\b(not|un|never|awaiting|pending|to be|re)\b", re.IGNORECASE)
_MINUTES = {"M": Decimal(1), "H": Decimal(60)}


def cancelled_statuses(statuses: Iterable[RawStatus]) -> frozenset[str]:
    """Give the ids of the statuses in which a ticket was called off."""
    return frozenset(s.id for s in statuses if _CANCELLED.search(s.name))


def closed_statuses(statuses: Sequence[RawStatus], override: str) -> frozenset[str]:
    """Give the ids of the statuses that end a ticket, the cancelled ones among them."""
    named = {
        s.id
        for s in statuses
        if _CLOSED.search(s.name) and not _NOT_CLOSED.search(s.name)
    }
    chosen = {override} if override else set()
    return frozenset(named | cancelled_statuses(statuses) | chosen)


def closing_status(statuses: Iterable[RawStatus], override: str) -> str:
    """Give the id of the status to close a task with, empty when there is none."""
    if override:
        return override
    exact = (s.id for s in statuses if s.name.casefold() == "closed")
    return next(exact, "")


def priority_ranks(priorities: Iterable[RawPriority]) -> dict[str, int]:
    """Rank each SLA's priorities, 1 the most urgent, by `sla:priority`.

    `priorityid` counts from the most urgent on stock tenants. Where each of an SLA's
    priorities has a resolution time in comparable units, those times decide. A hidden
    one gets the rank of its place among the others, which keep theirs.
    """
    by_sla: dict[str, list[RawPriority]] = {}
    for priority in priorities:
        by_sla.setdefault(priority.slaid, []).append(priority)
    return {key: rank for group in by_sla.values() for key, rank in _ranked(group)}


def _ranked(group: Sequence[RawPriority]) -> Iterable[tuple[str, int]]:
    times = {p.priorityid: _fix_minutes(p) for p in group}
    timed = all(time is not None for time in times.values())
    zero = Decimal(0)

    def urgency(priority: RawPriority) -> tuple[Decimal, int, str]:
        number = priority.priorityid
        time = times[number] if timed else zero
        return (time or zero, _order(number), number)

    shown = [urgency(p) for p in group if not p.ishidden]
    for priority in group:
        more_urgent = sum(1 for other in shown if other < urgency(priority))
        yield f"{priority.slaid}:{priority.priorityid}", more_urgent + 1


def _order(number: str) -> int:
    return int(number) if number.lstrip("-").isdigit() else 0


def _fix_minutes(priority: RawPriority) -> Decimal | None:
    """Give the resolution time; days are working days of unknown length: None."""
    unit = _MINUTES.get(priority.fixunits.upper())
    return priority.fixtime * unit if unit and priority.fixtime else None
