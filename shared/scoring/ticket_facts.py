"""A month's tickets and survey answers, counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from shared.domain.facts import EVIDENCE_LIMIT, MonthFacts
from shared.domain.service import Feedback, Ticket
from shared.scoring.percentile import percentile

URGENT = 2  # ranks 1 and 2 are what an MSP calls P1 and P2
UNKNOWN_PRIORITY = "-"
UNHAPPY_BELOW = 50  # "okay" and "bad" on HaloPSA's four-step scale

_MINUTE = 60_000_000  # microseconds
_MEDIAN = Fraction(1, 2)
_P90 = Fraction(9, 10)


def with_tickets(facts: MonthFacts, tickets: Sequence[Ticket]) -> MonthFacts:
    """Add what the tickets opened that month say.

    Tickets outside the SLA, and those not decided yet, are in no attainment figure.
    """
    closed = [one for one in tickets if one.closed_at]
    still_open = [one for one in tickets if not one.closed_at]
    in_sla = [one for one in tickets if not one.sla_excluded]
    response = [one for one in in_sla if one.response_met is not None]
    resolution = [one for one in in_sla if one.resolution_met is not None]
    priorities = Counter(priority_key(one) for one in tickets)
    figures: dict[str, object] = {
        "opened": len(tickets),
        "by_priority": dict(sorted(priorities.items())),
        "closed": len(closed),
        "still_open": len(still_open),
        "open_ordinals": sum(one.opened_at.date().toordinal() for one in still_open),
        "response_met": sum(one.response_met is True for one in response),
        "response_decided": len(response),
        "resolution_met": sum(one.resolution_met is True for one in resolution),
        "resolution_decided": len(resolution),
        "reopened": sum(one.reopened > 0 for one in tickets),
        "opened_ids": _newest(tickets, lambda _: True),
        "late_response_ids": _newest(response, lambda one: not one.response_met),
        "late_resolution_ids": _newest(resolution, lambda one: not one.resolution_met),
        "reopened_ids": _newest(tickets, lambda one: one.reopened > 0),
        "urgent_ids": _newest(tickets, is_urgent),
        "open_ids": _newest(still_open, lambda _: True),
        **_resolution_times(closed),
    }
    return facts.model_copy(update=figures)


def with_feedback(facts: MonthFacts, answers: Sequence[Feedback]) -> MonthFacts:
    """Add the month's survey answers; evidence is the tickets they are about."""
    unhappy = [one for one in answers if one.satisfaction < UNHAPPY_BELOW]
    ids = newest_ids((one.given_at, one.ticket_id) for one in unhappy)
    figures = {
        "answers": len(answers),
        "satisfaction": sum(one.satisfaction for one in answers),
        "unhappy_ids": ids,
    }
    return facts.model_copy(update=figures)


def newest_ids(dated: Iterable[tuple[datetime, str]]) -> tuple[str, ...]:
    """Choose the newest ids, at most EVIDENCE_LIMIT, the same ones every time."""
    ordered = sorted(dated, reverse=True)
    return tuple(item_id for _, item_id in ordered[:EVIDENCE_LIMIT])


def is_urgent(ticket: Ticket) -> bool:
    """Tell whether a ticket is a P1 or P2."""
    return ticket.priority is not None and ticket.priority <= URGENT


def priority_key(ticket: Ticket) -> str:
    """Give the key under which a ticket is counted in `by_priority`."""
    return UNKNOWN_PRIORITY if ticket.priority is None else str(ticket.priority)


def _newest(
    tickets: Iterable[Ticket], matches: Callable[[Ticket], bool]
) -> tuple[str, ...]:
    return newest_ids((one.opened_at, one.id) for one in tickets if matches(one))


def _resolution_times(closed: Iterable[Ticket]) -> dict[str, int]:
    """Give sum, median and 90th percentile in minutes, from exact times."""
    times = sorted(
        (one.closed_at - one.opened_at) // timedelta(microseconds=1)
        for one in closed
        if one.closed_at
    )
    if not times:
        return {}
    return {
        "resolution_minutes": (2 * sum(times) + _MINUTE) // (2 * _MINUTE),
        "resolution_minutes_median": percentile(times, _MEDIAN, unit=_MINUTE),
        "resolution_minutes_p90": percentile(times, _P90, unit=_MINUTE),
    }
